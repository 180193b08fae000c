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
    private const double MostOwnShare = 0.05;

    // The kernel clears and pins all of a guest's memory, which is most of a start: one guest as small as can be, and one of a size that people use (the guides' have 8 to 16 GiB).
    private const int LeastGuestMiB = 256;
    private const int UsualGuestMiB = 8192;
    private const int HostMiB = 2560;
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
        await using var pc = await workshop.StartAsync(new VirtualPcLayout { MemoryMiB = UsualGuestMiB + HostMiB }, cancellation);
        (await pc.RunAsync("passthrough apply --gpu 0000:01:00.0", Limit, cancellation)).Expect();
        await pc.RebootAsync(cancellation);
        foreach (var (name, command, mostRatio) in Others)
        {
            var output = (await pc.RunAsync(Pair(command, Math.Min(rounds, MostRounds)), Limit, cancellation)).Expect().Output;
            var (ours, theirs) = Timing.ParsePairs(output);
            table.AddPair($"virtual PC: groups : {name}", ours.Median, theirs.Median, mostRatio);
        }

        (await pc.RunAsync(MakeGuests, Limit, cancellation)).Expect();
        foreach (var (memory, mostRatio) in ((int, double?)[])[(LeastGuestMiB, null), (UsualGuestMiB, MostOwnShare)])
        {
            var output = (await pc.RunAsync(Starts(memory, Math.Min(rounds, MostStarts)), StartsLimit, cancellation)).Expect().Output;
            var (own, virsh) = Timing.ParsePairs(output);
            table.AddPair($"virtual PC: own work of guest start : virsh start of the same domain, {memory} MiB", own.Median, virsh.Median, mostRatio);
        }
    }

    // The same domain twice: as this program's own, and as anybody's, for whom the hook does nothing. logind, which the base leaves out, is on everybody's machine, and its inhibitor is part of a start.
    private static string MakeGuests { get; } = string.Create(CultureInfo.InvariantCulture, $$"""
        set -e
        systemctl unmask systemd-logind
        systemctl start systemd-logind
        for memory in {{LeastGuestMiB}} {{UsualGuestMiB}}; do
            passthrough guest create ours$memory --gpu 01:00.0 --memory ${memory}M --vcpus 1 --firmware bios --accelerator tcg --network none --no-rom
            virsh dumpxml ours$memory --inactive | sed '/<metadata>/,/<.metadata>/d; /<uuid>/d; s/<name>ours/<name>plain/' > /root/plain.xml
            virsh define /root/plain.xml
        done
        printf '%s\n' '#!/bin/bash' 'echo ${EPOCHREALTIME/./} > /run/clock-$2' > /etc/libvirt/hooks/qemu.d/00-clock
        chmod +x /etc/libvirt/hooks/qemu.d/00-clock
        """);

    // Own work is what is done before libvirt begins and after it has ended, less what virsh does then; a hook tells both moments. What libvirt and QEMU do in between is the same for both, and differs by more from time to time.
    // Each start is on a machine that has come to rest after the last one's end.
    private static string Starts(int memory, int rounds) => string.Create(CultureInfo.InvariantCulture, $$"""
        set -e
        took() {
            udevadm settle
            sleep 1
            local start=${EPOCHREALTIME/./}
            "$@" > /dev/null 2>&1
            local end=${EPOCHREALTIME/./}
            whole=$(( end - start ))
            around=$(( $(cat /run/clock-prepare) - start + end - $(cat /run/clock-started) ))
        }
        for ((round = 0; round <= {{rounds}}; round++)); do
            took passthrough guest start ours{{memory}}; ours=$around
            passthrough guest stop ours{{memory}} --force > /dev/null
            took virsh start plain{{memory}}
            virsh destroy plain{{memory}} > /dev/null
            [ $round = 0 ] || echo $(( ours - around )) $whole
        done
        """);

    private static string Pair(string other, int rounds) => string.Create(CultureInfo.InvariantCulture, $$"""
        guides_loop() { {{GuideLoops.Script}} }
        set -- {{rounds}} {{Ours.Split(' ').Length}} {{Ours}} {{other}}
        {{ProcessTimer.Script}}
        """);
}
