namespace Passthrough.Host.Boot;

/// <summary>One line or word of a configuration file that is about a kernel module.</summary>
/// <param name="Path">The file, the machine's own path.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Module">The module's name with underscores, as the kernel compares names.</param>
/// <param name="Rest">What follows the name (<c>ids=10de:1b81,10de:10f0</c>), blanks as one; empty when nothing does.</param>
public sealed record ModuleMention(string Path, ModuleMentionKind Kind, string Module, string Rest);
