using System.Collections.Immutable;

namespace Passthrough.Planning.KernelLine;

/// <summary>What has to change in the boot loader's defaults for the kernel line to say what it must.</summary>
/// <param name="Files">The files to be changed: path, text before (null: absent) and text after; empty when the line says it already.</param>
/// <param name="Wanted">The words that an ordinary entry must then carry.</param>
/// <param name="Replaced">The words that stood against them, as written.</param>
public sealed record KernelLineEdit(
    ImmutableArray<(string Path, string? Before, string After)> Files,
    ImmutableArray<string> Wanted,
    ImmutableArray<string> Replaced);
