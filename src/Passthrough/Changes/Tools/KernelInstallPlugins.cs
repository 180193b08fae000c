using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Changes.Tools;

/// <summary>The plugins of kernel-install(8): programs in <c>/etc/kernel/install.d</c> and <c>/usr/lib/kernel/install.d</c>, which run in the order of their names; one in <c>/etc</c> takes the other's place, and is none where it is empty or a link to <c>/dev/null</c>.</summary>
internal static class KernelInstallPlugins
{
    private const string Suffix = ".install";
    private const string StagingVariable = "KERNEL_INSTALL_STAGING_AREA";

    /// <summary>Those that have a part in making a unified kernel image: they hand what they made to one another in the staging area, and to the boot partition from there.</summary>
    /// <param name="reader">The machine.</param>
    /// <returns>The machine's own paths, in order.</returns>
    public static ImmutableArray<string> OfImages(MachineReader reader)
    {
        var roots = reader.Roots;
        return
        [
            .. new[] { roots.Etc("kernel/install.d"), roots.Usr("lib/kernel/install.d") }
                .SelectMany(folder => (reader.List(folder) ?? []).Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => (Name: name, Path: $"{folder}/{name}")))
                .DistinctBy(plugin => plugin.Name, StringComparer.Ordinal)
                .OrderBy(plugin => plugin.Name, StringComparer.Ordinal)
                .Where(plugin => reader.ReadText(plugin.Path)?.Contains(StagingVariable, StringComparison.Ordinal) is true)
                .Select(plugin => roots.NameOf(plugin.Path)),
        ];
    }
}
