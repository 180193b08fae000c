using System.Globalization;
using Passthrough.Host;
using Passthrough.Rehearsal;
using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.Bench;

/// <summary>Measures <c>groups</c> and <c>guest start</c> in a virtual PC, where lspci, libvirt and IOMMU groups are: the shell inside takes the times, whole processes taking turns.</summary>
internal static class InVirtualPc
{
    private const string Ours = "passthrough groups";
    private const int MostRounds = 5;
    private const double MostStartRatio = 1.05;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly (string Name, string Command, double? MostRatio)[] Others =
    [
        ("lspci -nnk", "lspci -nnk", 1),
        ("the guides' loop", "guides_loop", null),
        ("virsh nodedev-list --tree", "virsh nodedev-list --tree", null),
    ];

    /// <summary>Adds the rows: builds the base if it is not cached, boots, isolates the card, boots again with the IOMMU on.</summary>
    public static async Task MeasureAsync(BarTable table, string program, int rounds, CancellationToken cancellation)
    {
        await using var workshop = new Workshop(new RehearsalOptions(RehearsalCache.Folder(), program, HostReader.Read(HostRoots.Live), HostRoots.Live));
        await workshop.PrepareAsync(cancellation);
        await using var pc = await workshop.StartAsync(new VirtualPcLayout(), cancellation);
        (await pc.RunAsync("passthrough apply --gpu 0000:01:00.0", Limit, cancellation)).Expect();
        await pc.RebootAsync(cancellation);
        foreach (var (name, command, mostRatio) in Others)
        {
            var output = (await pc.RunAsync(Pair(command, Math.Min(rounds, MostRounds)), Limit, cancellation)).Expect().Output;
            var (ours, theirs) = Timing.ParsePairs(output);
            table.AddPair($"virtual PC: groups : {name}", ours.Median, theirs.Median, mostRatio);
        }

        var starts = (await pc.RunAsync(Starts(Math.Min(rounds, MostRounds)), Limit, cancellation)).Expect().Output;
        var (taken, plain) = Timing.ParsePairs(starts);
        table.AddPair("virtual PC: guest start : virsh start of the same domain", taken.Median, plain.Median, MostStartRatio);
    }

    // The same domain twice: as this program's own, and as anybody's, for whom the hook does nothing. Only the starts are timed.
    private static string Starts(int rounds) => string.Create(CultureInfo.InvariantCulture, $$"""
        set -e
        passthrough guest create bench --gpu 01:00.0 --memory 256M --vcpus 1 --firmware bios --accelerator tcg --network none --no-rom > /dev/null
        virsh dumpxml bench --inactive | sed '/<metadata>/,/<.metadata>/d; /<uuid>/d; s/<name>bench</<name>plain</' > /root/plain.xml
        virsh define /root/plain.xml > /dev/null
        took() { local start=${EPOCHREALTIME/./}; "$@" > /dev/null 2>&1; took=$(( ${EPOCHREALTIME/./} - start )); }
        for ((round = 0; round <= {{rounds}}; round++)); do
            took passthrough guest start bench; ours=$took
            passthrough guest stop bench --force > /dev/null
            took virsh start plain
            virsh destroy plain > /dev/null
            [ $round = 0 ] || echo $ours $took
        done
        """);

    private static string Pair(string other, int rounds) => string.Create(CultureInfo.InvariantCulture, $$"""
        guides_loop() { {{GuideLoops.Script}} }
        set -- {{rounds}} {{Ours.Split(' ').Length}} {{Ours}} {{other}}
        {{ProcessTimer.Script}}
        """);
}
