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

    // An emulated machine that emulates another keeps no even time.
    private const int MostStarts = 9;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StartsLimit = TimeSpan.FromMinutes(30);

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
        var layout = new VirtualPcLayout();
        await using var pc = await workshop.StartAsync(layout with { MemoryMiB = layout.MemoryMiB + GuestStarts.Usual }, cancellation);
        (await pc.RunAsync("passthrough apply --gpu 0000:01:00.0", Limit, cancellation)).Expect();
        await pc.RebootAsync(cancellation);
        foreach (var (name, command, mostRatio) in Others)
        {
            var output = (await pc.RunAsync(Pair(command, Math.Min(rounds, MostRounds)), Limit, cancellation)).Expect().Output;
            var (ours, theirs) = Timing.ParsePairs(output);
            table.AddPair($"virtual PC: groups : {name}", ours.Median, theirs.Median, mostRatio);
        }

        (await pc.RunAsync(MakeGuests, Limit, cancellation)).Expect();
        foreach (var memory in (int[])[GuestStarts.Least, GuestStarts.Usual])
        {
            var output = (await pc.RunAsync("set -e\n" + GuestStarts.Pairs(memory, Math.Min(rounds, MostStarts)), StartsLimit, cancellation)).Expect().Output;
            GuestStarts.Add(table, "virtual PC", memory, output);
        }
    }

    // logind, which the base leaves out, is on everybody's machine, and its inhibitor is part of a start.
    private static string MakeGuests { get; } = $$"""
        set -e
        systemctl unmask systemd-logind
        systemctl start systemd-logind
        {{GuestStarts.WriteClocks}}
        {{Guest(GuestStarts.Least)}}
        {{Guest(GuestStarts.Usual)}}
        """;

    private static string Guest(int memory) => string.Create(CultureInfo.InvariantCulture, $"""
        passthrough guest create ours{memory} --gpu 01:00.0 --memory {memory}M --vcpus 1 --firmware bios --accelerator tcg --network none --no-rom
        {GuestStarts.DefinePlain(memory)}
        """);

    private static string Pair(string other, int rounds) => string.Create(CultureInfo.InvariantCulture, $$"""
        guides_loop() { {{GuideLoops.Script}} }
        set -- {{rounds}} {{Ours.Split(' ').Length}} {{Ours}} {{other}}
        {{ProcessTimer.Script}}
        """);
}
