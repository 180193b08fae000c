using System.Collections.Immutable;

namespace Passthrough.Planning;

/// <summary>Generates the boot loader's configuration anew; it is read back before it replaces the old one.</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Path">The machine's own path of the generated file (<c>/boot/grub/grub.cfg</c>).</param>
/// <param name="MustHaveParameters">Kernel parameters that every ordinary (not recovery) entry must then carry.</param>
public sealed record BootConfigurationChange(
    string Id,
    string Title,
    string Reason,
    string Path,
    ImmutableArray<string> MustHaveParameters)
    : Change(Id, Title, Reason);
