using System.Collections.Immutable;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>A command of a script.</summary>
/// <param name="Environment">Variables that are set for it alone, as <c>NAME=value</c>.</param>
/// <param name="Words">Its words, the program first.</param>
internal sealed record ShellCommand(ImmutableArray<QemuWord> Environment, ImmutableArray<QemuWord> Words);
