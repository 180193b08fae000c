using System.Collections.Immutable;
using System.Text.Json;
using Passthrough.Failures;
using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.Rehearsal;

/// <summary>
/// The whole way, step by step, on one running virtual PC: what a person does on a real host, with this same program. Every step asks the program and then, where
/// it can, the kernel, libvirt or QEMU itself.
/// </summary>
internal sealed class RehearsalWay(VirtualMachine pc)
{
    /// <summary>The card that is given to the guest.</summary>
    public const string Gpu = "0000:01:00.0";

    private const string GpuAudio = "0000:01:00.1";
    private const string GpuIds = "1002:5159";
    private const string GuestDisk = "/usr/share/passthrough-rehearsal/guest.img";

    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan ApplyLimit = TimeSpan.FromMinutes(10);

    private string manifestBefore = "";
    private string driverBefore = "";
    private string audioDriverBefore = "";
    private string hostDriverBefore = "";

    /// <summary>How many steps there are.</summary>
    public const int StepCount = 12;

    /// <summary>The steps in order.</summary>
    public ImmutableArray<RehearsalStep> Steps =>
    [
        new("check: what is in the way, and which card can go", CheckAsync),
        new($"plan --gpu {Gpu}: every change with reason and diff, nothing written", PlanAsync),
        new("apply: journalled changes, initramfs rebuilt and opened, GRUB's configuration read back", ApplyAsync),
        new("reboot through GRUB and what apply produced", RebootAsync),
        new("verify: every postcondition read again", VerifyAsync),
        new("guest create and start with libvirt: the guest owns the card", cancellation => RunGuestAsync("libvirt", cancellation)),
        new("guest stop: the card is free again", cancellation => StopGuestAsync("libvirt", cancellation)),
        new("guest create and start with plain QEMU: the guest owns the card", cancellation => RunGuestAsync("qemu", cancellation)),
        new("guest stop: the card is free again", cancellation => StopGuestAsync("qemu", cancellation)),
        new("undo: every file as it was", UndoAsync),
        new("reboot into the machine as it was", RebootAsync),
        new("verify: the host has the card again and nothing is left behind", VerifyUndoneAsync),
    ];

    private async Task<ImmutableArray<string>> CheckAsync(CancellationToken cancellation)
    {
        // libvirt writes files of its own below /etc when it first starts: it has started before, as on a machine that is in use.
        await OutputAsync("virsh --connect qemu:///system version", cancellation);
        manifestBefore = await OutputAsync(FileManifest.Command, cancellation);
        driverBefore = await DriverAsync(Gpu, cancellation);
        audioDriverBefore = await DriverAsync(GpuAudio, cancellation);
        hostDriverBefore = await DriverAsync(await BootCardAsync(cancellation), cancellation);
        var groups = await OutputAsync("ls /sys/kernel/iommu_groups | wc -l", cancellation);
        Require(groups == "0", $"the IOMMU was to be off at first, and there are {groups} groups");

        using var document = await DocumentAsync("passthrough check --json", 0, cancellation);
        var finding = Find(document, "findings", "id", "iommu-off-by-parameter");
        var verdict = Find(document, "verdicts", "gpu", Gpu);
        Require(Text(verdict, "readiness") == "readyAfterSteps", $"the verdict on {Gpu} is '{Text(verdict, "readiness")}'");
        return
        [
            $"kernel: 0 IOMMU groups; {Gpu} has driver {driverBefore}, {GpuAudio} has driver {audioDriverBefore}",
            $"check: {Text(finding, "title")}",
            $"       {Text(finding, "remedy")}",
            $"verdict: {Gpu} {Text(verdict, "readiness")}",
        ];
    }

    private async Task<ImmutableArray<string>> PlanAsync(CancellationToken cancellation)
    {
        var plan = await OutputAsync($"passthrough plan --gpu {Gpu}", cancellation);
        var after = await OutputAsync(FileManifest.Command, cancellation);
        Require(after == manifestBefore, "plan changed a file");
        return
        [
            .. plan.Split('\n').Where(line => line.TrimStart().StartsWith("+GRUB_CMDLINE_LINUX_DEFAULT", StringComparison.Ordinal)).Select(line => $"diff: {line.Trim()}"),
            $"files below /etc and /boot: unchanged ({Lines(after)} compared)",
        ];
    }

    private async Task<ImmutableArray<string>> ApplyAsync(CancellationToken cancellation)
    {
        (await pc.RunAsync($"passthrough apply --gpu {Gpu}", ApplyLimit, cancellation)).Expect();
        var line = await OutputAsync("grep -m1 -E '^[[:space:]]+linux[[:space:]]' /boot/grub/grub.cfg", cancellation);
        Require(line.Contains("intel_iommu=on", StringComparison.Ordinal), $"grub.cfg's first entry lacks the parameter: {line}");
        var image = await OutputAsync("for i in /boot/initrd.img-*; do lsinitramfs $i | grep -E 'vfio-pci.ko|init-top/passthrough|isolated-devices' | sed \"s#^#$i: #\"; done", cancellation);
        Require(Lines(image) >= 3, $"the initramfs lacks what is needed:\n{image}");
        return [$"grub.cfg: {line.Trim()}", .. image.Split('\n').Select(entry => $"inside {entry}")];
    }

    private async Task<ImmutableArray<string>> RebootAsync(CancellationToken cancellation)
    {
        await pc.RebootAsync(cancellation);
        return [$"booted: {await OutputAsync("cat /proc/cmdline", cancellation)}"];
    }

    private async Task<ImmutableArray<string>> VerifyAsync(CancellationToken cancellation)
    {
        var verify = await OutputAsync("passthrough verify", cancellation);
        var radeon = await OutputAsync("dmesg | grep -c -E '(radeon|snd_hda_intel) 0000:01:00' || true", cancellation);
        Require(radeon == "0", $"another driver had the card during this boot: the kernel log has {radeon} lines of it");
        Require(await DriverAsync(Gpu, cancellation) == "vfio-pci", $"{Gpu} is not on vfio-pci");
        Require(await DriverAsync(GpuAudio, cancellation) == "vfio-pci", $"{GpuAudio} is not on vfio-pci");
        var bootCard = await BootCardAsync(cancellation);
        Require(await DriverAsync(bootCard, cancellation) == hostDriverBefore, "the host's own card has another driver than before");
        var groups = await OutputAsync("ls /sys/kernel/iommu_groups | wc -l", cancellation);
        Require(groups != "0", "the kernel made no IOMMU groups");

        // Waits for the unit's run of this boot, if it is not over.
        await OutputAsync("systemctl start passthrough-confirm.service", cancellation);
        using var status = await DocumentAsync("passthrough status --json", 0, cancellation);
        Require(Text(status.RootElement, "trial") == "confirmed", $"the trial boot is '{Text(status.RootElement, "trial")}'");
        return
        [
            $"kernel: {groups} IOMMU groups; {Gpu} and {GpuAudio} on vfio-pci; no line of radeon or snd_hda_intel about them; {bootCard} still {hostDriverBefore}",
            $"verify: {verify.Split('\n')[^1]}",
            "trial boot: found good by the machine itself; every start from now on is like this one",
        ];
    }

    private async Task<ImmutableArray<string>> RunGuestAsync(string runtime, CancellationToken cancellation)
    {
        var guest = $"rehearsal-{runtime}";
        var log = SerialLog(runtime);
        await OutputAsync(
            $"passthrough guest create {guest} --gpu {Gpu} --memory 256M --vcpus 1 --firmware bios --disk {GuestDisk} --runtime {runtime} --accelerator tcg --network none --no-rom --serial-log {log}", cancellation);
        await OutputAsync($"passthrough guest start {guest}", cancellation);
        // The guest's GRUB prints its PCI bus on the serial line and then 'end of lspci'; waiting for the words is waiting for the event.
        var seen = (await pc.RunAsync($"timeout 200 tail -n +1 -F {log} 2>/dev/null | grep -a -m1 -B40 'end of lspci'", CommandLimit, cancellation)).Output;
        var own = seen.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(GpuIds, StringComparison.Ordinal)).ToImmutableArray();
        Require(own.Length > 0, $"the guest itself does not list {GpuIds}; its serial line says:\n{seen}");
        // Behind a root port QEMU shows a function only after the guest's firmware has numbered the buses, which its GRUB proves.
        using var document = await DocumentAsync($"passthrough guest show {guest} --pci --json", 0, cancellation);
        var card = Find(document, "pci", "ids", GpuIds);
        var bars = card.GetProperty("bars").EnumerateArray()
            .Select(bar => $"BAR {bar.GetProperty("index").GetInt32()} {Size(bar.GetProperty("size").GetInt64())}")
            .ToImmutableArray();
        Require(bars.Length > 0, "QMP shows the card without BARs");
        return [$"QMP: {GpuIds} at the guest's {Text(card, "address")}: {string.Join(", ", bars)}", .. own.Select(line => $"the guest's own lspci: {line}")];
    }

    private async Task<ImmutableArray<string>> StopGuestAsync(string runtime, CancellationToken cancellation)
    {
        var guest = $"rehearsal-{runtime}";
        await OutputAsync($"passthrough guest stop {guest} --force", cancellation);
        var group = await OutputAsync($"basename $(readlink /sys/bus/pci/devices/{Gpu}/iommu_group)", cancellation);
        var holders = await OutputAsync($"find /proc/[0-9]*/fd -lname /dev/vfio/{group} 2>/dev/null | wc -l", cancellation);
        Require(holders == "0", $"{holders} processes still hold /dev/vfio/{group}");
        Require(await DriverAsync(Gpu, cancellation) == "vfio-pci", $"{Gpu} left vfio-pci");
        await OutputAsync($"passthrough guest delete {guest}", cancellation);
        await OutputAsync($"rm -f {SerialLog(runtime)}", cancellation);
        return [$"nobody holds /dev/vfio/{group}; {Gpu} waits on vfio-pci"];
    }

    private async Task<ImmutableArray<string>> UndoAsync(CancellationToken cancellation)
    {
        (await pc.RunAsync("passthrough undo", ApplyLimit, cancellation)).Expect();
        var after = await OutputAsync(FileManifest.Command, cancellation);
        var difference = Difference(manifestBefore, after);
        Require(difference.IsEmpty, $"after undo these differ from before apply:\n{string.Join('\n', difference)}");
        return [$"files below /etc, /boot and /usr/local: same bytes, mode and owner as before apply ({Lines(after)} compared), none more, none fewer"];
    }

    private async Task<ImmutableArray<string>> VerifyUndoneAsync(CancellationToken cancellation)
    {
        var verify = await OutputAsync("passthrough verify", cancellation);
        Require(await DriverAsync(Gpu, cancellation) == driverBefore, $"{Gpu} does not have {driverBefore} again");
        Require(await DriverAsync(GpuAudio, cancellation) == audioDriverBefore, $"{GpuAudio} does not have {audioDriverBefore} again");
        var difference = Difference(manifestBefore, await OutputAsync(FileManifest.Command, cancellation));
        Require(difference.IsEmpty, $"after the reboot these differ from before apply:\n{string.Join('\n', difference)}");
        return [$"kernel: {Gpu} has {driverBefore} and {GpuAudio} has {audioDriverBefore} again", $"verify: {verify.Split('\n')[^1]}"];
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 1024 * 1024 => $"{bytes / 1024 / 1024} MiB",
        >= 1024 => $"{bytes / 1024} KiB",
        _ => $"{bytes} bytes",
    };

    private static string SerialLog(string runtime) => $"/var/log/libvirt/qemu/rehearsal-{runtime}-serial.log";

    private Task<string> DriverAsync(string address, CancellationToken cancellation) =>
        OutputAsync($"basename \"$(readlink /sys/bus/pci/devices/{address}/driver || echo none)\"", cancellation);

    private Task<string> BootCardAsync(CancellationToken cancellation) =>
        OutputAsync("basename $(dirname $(grep -l 1 /sys/bus/pci/devices/*/boot_vga))", cancellation);

    private async Task<string> OutputAsync(string command, CancellationToken cancellation) =>
        (await pc.RunAsync(command, CommandLimit, cancellation)).Expect().Output.TrimEnd('\n');

    private async Task<JsonDocument> DocumentAsync(string command, int exitCode, CancellationToken cancellation) =>
        JsonDocument.Parse((await pc.RunAsync(command, CommandLimit, cancellation)).Expect(exitCode).Output);

    private static JsonElement Find(JsonDocument document, string list, string property, string value)
    {
        foreach (var element in document.RootElement.GetProperty(list).EnumerateArray())
        {
            if (string.Equals(Text(element, property), value, StringComparison.Ordinal))
            {
                return element;
            }
        }

        throw new RehearsalFailedException($"the document has no {list} entry with {property} '{value}':\n{document.RootElement.GetProperty(list)}");
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString() ?? "";

    private static int Lines(string text) => text.Split('\n').Length;

    private static ImmutableArray<string> Difference(string before, string after)
    {
        var old = before.Split('\n').ToHashSet(StringComparer.Ordinal);
        var current = after.Split('\n').ToHashSet(StringComparer.Ordinal);
        return [.. old.Except(current, StringComparer.Ordinal).Select(line => $"- {line}"), .. current.Except(old, StringComparer.Ordinal).Select(line => $"+ {line}")];
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new RehearsalFailedException(otherwise);
        }
    }
}
