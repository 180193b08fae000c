using System.Globalization;
using Passthrough.Planning.Surroundings;

namespace Passthrough.Bench;

/// <summary>
/// What <c>guest start</c> adds to libvirt's own start of a domain, as bash measures it where this is run: between the call and libvirt's first word, in libvirt's hook, and between libvirt's last word and the
/// end, less what <c>virsh start</c> takes there. What libvirt and QEMU do between is the same for both, and differs by more from one time to the next.
/// </summary>
internal static class GuestStarts
{
    /// <summary>The kernel clears all of a guest's memory, which is most of a start: one guest as small as can be, and one of a size that people use (the guides' have 8 to 16 GiB). In MiB.</summary>
    public const int Least = 256;

    /// <inheritdoc cref="Least"/>
    public const int Usual = 8192;

    /// <summary>The share of <c>virsh start</c> that own work may have.</summary>
    public const double MostOwnShare = 0.05;

    /// <summary>Writes the hooks before and after all others that tell the time. libvirt has to be started after it where there were no hooks before.</summary>
    public static string WriteClocks { get; } = $$"""
        for clock in 00-begin zz-end; do
            printf '%s\n' '#!/bin/bash' "echo \${EPOCHREALTIME/./} > /run/$clock-\$2" > {{Path.GetDirectoryName(LibvirtHookScript.Path)}}/$clock
            chmod +x {{Path.GetDirectoryName(LibvirtHookScript.Path)}}/$clock
        done

        """;

    /// <summary>Makes anybody's domain of this program's own: <c>plainN</c> of <c>oursN</c>.</summary>
    /// <param name="memory">The guest's memory in MiB, which is N.</param>
    public static string DefinePlain(int memory) => string.Create(CultureInfo.InvariantCulture, $"""
        virsh dumpxml ours{memory} --inactive | sed '/<metadata>/,/<.metadata>/d; /<uuid>/d; s/<name>ours/<name>plain/' > /run/plain.xml
        virsh define /run/plain.xml > /dev/null

        """);

    /// <summary>Starts the two in turns, each on a machine that has come to rest after the last one's end, libvirt's own without this program's hook. Writes a line a round: microseconds of own work and of a whole <c>virsh start</c>.</summary>
    /// <param name="memory">The guests' memory in MiB.</param>
    /// <param name="rounds">How many; one more is made before, and not written.</param>
    public static string Pairs(int memory, int rounds) => string.Create(CultureInfo.InvariantCulture, $$"""
        took() {
            udevadm settle || true
            sleep 1
            local start=${EPOCHREALTIME/./}
            "$@" > /dev/null 2>&1
            local end=${EPOCHREALTIME/./}
            whole=$(( end - start ))
            around=$(( $(< /run/00-begin-prepare) - start + end - $(< /run/zz-end-started) ))
            for operation in prepare start started; do
                around=$(( around + $(< /run/zz-end-$operation) - $(< /run/00-begin-$operation) ))
            done
        }
        for ((round = 0; round <= {{rounds}}; round++)); do
            took passthrough guest start ours{{memory}}; ours=$around
            passthrough guest stop ours{{memory}} --force > /dev/null
            chmod -x {{LibvirtHookScript.Path}}
            took virsh start plain{{memory}}
            virsh destroy plain{{memory}} > /dev/null
            chmod +x {{LibvirtHookScript.Path}}
            [ $round = 0 ] || echo $(( ours - around )) $whole
        done

        """);

    /// <summary>Adds what was measured.</summary>
    /// <param name="table">The table.</param>
    /// <param name="place">Where it was.</param>
    /// <param name="memory">The guests' memory in MiB.</param>
    /// <param name="lines">What <see cref="Pairs"/> wrote.</param>
    /// <param name="mostRatio">The bar; null for none.</param>
    public static void Add(BarTable table, string place, int memory, string lines, double? mostRatio = null)
    {
        var (own, virsh) = Timing.ParsePairs(lines);
        table.AddPair($"{place}: own work of guest start : virsh start of the same domain, {memory} MiB", own.Median, virsh.Median, mostRatio);
    }
}
