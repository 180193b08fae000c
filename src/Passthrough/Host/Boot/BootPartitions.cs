using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>Where the partitions that boot loaders read are mounted, by the habits of the distributions and of systemd (<c>bootctl(1)</c>).</summary>
internal static class BootPartitions
{
    /// <summary>The folders, the extended boot partition's first.</summary>
    /// <param name="roots">The machine.</param>
    public static ImmutableArray<string> Folders(HostRoots roots) => [roots.Boot(), roots.Locate("/efi"), roots.Boot("efi"), roots.Boot("EFI")];
}
