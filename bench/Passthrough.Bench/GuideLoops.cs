using System.Collections.Immutable;

namespace Passthrough.Bench;

/// <summary>The shell loop that the guides tell people to paste.</summary>
internal static class GuideLoops
{
    /// <summary>The loop as bash runs it: <c>$1</c> stands for <c>/</c>, what follows goes to lspci.</summary>
    public const string Script = """
        shopt -s nullglob
        for g in $(find "$1"/sys/kernel/iommu_groups/* -maxdepth 0 -type d | sort -V); do
        echo "IOMMU Group ${g##*/}:"
        for d in $g/devices/*; do
        echo -e "\t$(lspci "${@:2}" -nns ${d##*/})"
        done;
        done;
        """;

    /// <summary>The loop word for word in what it runs: find, sort and one lspci a device. Another machine's sysfs is given by argument, to the loop and to lspci alike.</summary>
    /// <param name="root">The folder that stands for <c>/</c>; empty for this machine.</param>
    public static ImmutableArray<string> OverGroups(string root) =>
    [
        "bash", "-c", Script, "loop", root, .. Lspci(root)[1..],
    ];

    /// <summary>The start of a call of lspci.</summary>
    /// <param name="root">The folder that stands for <c>/</c>; empty for this machine.</param>
    public static ImmutableArray<string> Lspci(string root) => root.Length == 0 ? ["lspci"] : ["lspci", "-A", "linux-sysfs", "-O", $"sysfs.path={root}/sys/bus/pci"];
}
