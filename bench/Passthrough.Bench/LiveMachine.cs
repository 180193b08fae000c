using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Bench;

/// <summary>Measures the views on the machine that runs the bench.</summary>
internal static class LiveMachine
{
    private const int MostMemoryKib = 30 * 1024;
    private const double MostHook = 10;

    private const string Domain =
        """
        <domain type='kvm'>
          <name>other</name>
          <uuid>2a8b5d0e-54d5-4f4b-8a3a-1f6a2a3c4d5e</uuid>
          <memory unit='KiB'>4194304</memory>
          <vcpu>4</vcpu>
          <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
          <devices>
            <hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source></hostdev>
          </devices>
        </domain>
        """;
    private const string Groups = "/sys/kernel/iommu_groups";

    private static readonly ImmutableArray<ImmutableArray<string>> Views =
    [
        ["check"], ["groups"], ["groups", "--json"], ["devices"], ["devices", "--tree"], ["devices", "--json"], ["usb"], ["displays"], ["cpu"], ["disks"], ["network"],
    ];

    /// <summary>Adds the rows.</summary>
    public static void Measure(BarTable table, string program, int rounds)
    {
        // Without groups the view says why there are none, for which it reads much more.
        var hasGroups = Directory.Exists(Groups) && Directory.EnumerateFileSystemEntries(Groups).Any();
        Pair(table, "groups", [program, "groups"], "lspci -nnk", ["lspci", "-nnk"], rounds, hasGroups ? 1 : null);
        Pair(table, "groups", [program, "groups"], "the guides' loop", GuideLoops.OverGroups(""), rounds, mostRatio: null);
        Pair(table, "groups", [program, "groups"], "virsh nodedev-list --tree", ["virsh", "nodedev-list", "--tree"], rounds, mostRatio: null);
        Pair(table, "devices --json", [program, "devices", "--json"], "lspci -nnk", ["lspci", "-nnk"], rounds, mostRatio: null);
        Pair(table, "check", [program, "check"], "lspci -nnk", ["lspci", "-nnk"], rounds, mostRatio: null);
        Hook(table, program, rounds);
        foreach (var view in Views)
        {
            var peak = PeakMemory.OfKib([program, .. view]);
            table.Add(
                $"this machine: peak memory of {string.Join(' ', view)}",
                peak is { } kib ? string.Create(CultureInfo.InvariantCulture, $"{kib / 1024.0:0.0} MiB") : "GNU time is not here",
                "30 MiB",
                peak <= MostMemoryKib);
        }
    }

    // What each start of a guest costs that is none of this program's.
    private static void Hook(BarTable table, string program, int rounds)
    {
        var domain = Path.GetTempFileName();
        try
        {
            File.WriteAllText(domain, Domain);
            var (ours, nothing) = ProcessTimer.Pair([program, "hook", "other", "prepare", "begin", "-"], ["true"], rounds, domain);
            table.Add(
                "this machine: hook for a guest of others",
                string.Create(CultureInfo.InvariantCulture, $"{ours.Median:0.0} ms; a process that does nothing {nothing.Median:0.0} ms"),
                string.Create(CultureInfo.InvariantCulture, $"{MostHook:0} ms"),
                ours.Median <= MostHook);
        }
        finally
        {
            File.Delete(domain);
        }
    }

    private static void Pair(BarTable table, string name, ImmutableArray<string> ours, string otherName, ImmutableArray<string> theirs, int rounds, double? mostRatio)
    {
        if (!ProcessTimer.Succeeds(theirs))
        {
            table.Add($"this machine: {name} : {otherName}", $"{otherName} does not run here");
            return;
        }

        var (first, second) = ProcessTimer.Pair(ours, theirs, rounds);
        table.AddPair($"this machine: {name} : {otherName}", first.Median, second.Median, mostRatio);
    }
}
