using System.Collections.Immutable;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>A variable that a script sets.</summary>
/// <param name="Words">Its values: one, or those of an array.</param>
/// <param name="Where">Where it was set last.</param>
internal sealed record ShellVariable(ImmutableArray<QemuWord> Words, string Where);
