using Passthrough.Changes.Verification;
using Passthrough.Cli.Commands;
using Passthrough.Host;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;
using Passthrough.Planning.Isolation;
using Passthrough.Readiness;

namespace Passthrough.Cli.Views;

/// <summary>A plan for people: every step with its reason and what it writes. Pure.</summary>
internal static class PlanView
{
    /// <summary>The lines.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">The machine that it was made for.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(Plan plan, HostFacts facts, int width)
    {
        yield return $"Plan: give {plan.Request?.Gpu} to virtual machines";
        yield return "";
        foreach (var device in plan.Devices)
        {
            yield return TextLayout.Cut($"  {(plan.Request?.Isolation == IsolationWay.OnDemand ? "on demand" : "isolated ")} {Device(device, facts)}", width);
        }

        foreach (var device in plan.HostDisplay)
        {
            yield return TextLayout.Cut($"  stays     {Device(device, facts)}", width);
        }

        yield return "";
        if (plan.Changes.IsEmpty)
        {
            yield return "Nothing to do: this machine's files say all of it already.";
            yield return "passthrough verify compares the running machine with it.";
            yield break;
        }

        foreach (var line in Steps(plan, width))
        {
            yield return line;
        }

        if (!facts.Iommu.IsOn)
        {
            foreach (var line in TextLayout.Wrap("The IOMMU is off in the running kernel, so there are no groups to judge yet: whether the card is in a group of its own is checked by verify after the reboot.", width))
            {
                yield return line;
            }

            yield return "";
        }

        yield return "After the reboot, verify checks that";
        foreach (var postcondition in plan.Postconditions)
        {
            foreach (var line in TextLayout.Hang("  - ", $"{PostconditionJudge.Judge(facts, postcondition).Claim}", width))
            {
                yield return line;
            }
        }
    }

    /// <summary>The lines of a bridge's plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="bridge">What it makes.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(Plan plan, BridgedPort bridge, int width) =>
    [
        $"Plan: make {bridge.Nic} a port of the bridge {bridge.Name}, so that guests are in its network",
        "",
        .. Steps(plan, width),
        .. TextLayout.Wrap(
            $"Then the bridge is switched to, and the gateway {bridge.Gateway} has {bridge.WaitSeconds} s to answer over it. If it does not, or if this program or its session is cut off, everything is taken back: systemd has a timer for that before anything is changed.",
            width),
    ];

    /// <summary>The lines of a plan by which USB devices are swapped without root.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> SwitchLines(Plan plan, int width) =>
        ["Plan: let members of the group libvirt, guests and hotkeys swap USB devices without root", "", .. plan.Changes.IsEmpty ? ["Nothing to do: all of it is there already."] : Steps(plan, width).SkipLast(1)];

    /// <summary>How to go on from a plan that was only shown; empty when there is nothing to do.</summary>
    public static IEnumerable<string> Closing(Plan plan) => plan.Changes.IsEmpty
        ? []
        : ["", $"Nothing was written. To do it: sudo passthrough {(plan.Request is { } request ? $"apply --gpu {request.Gpu}{GpuOptions.WordsOf(request)}" : plan.Bridge is { } bridge ? BridgeCommand.WordsOf(bridge) : UsbSetupCommand.Words)}"];

    private static IEnumerable<string> Steps(Plan plan, int width) => plan.Changes.SelectMany((change, index) => ChangeLines(index + 1, change, width).Append(""));

    private static IEnumerable<string> ChangeLines(int number, Change change, int width)
    {
        yield return $"{number}. {change.Title}";
        foreach (var line in TextLayout.Hang("   ", change.Reason, width))
        {
            yield return line;
        }

        foreach (var line in DetailsOf(change))
        {
            yield return $"   {line}".TrimEnd();
        }
    }

    private static IEnumerable<string> DetailsOf(Change change) => change switch
    {
        FileChange { Before: null } file => [$"creates {file.Path} (mode {Convert.ToString(file.Mode, 8)})", .. file.Diff.TrimEnd('\n').Split('\n')],
        FileChange file => [$"edits {file.Path}", .. file.Diff.TrimEnd('\n').Split('\n')],
        KernelLineChange line => [$"edits {line.Path}", .. line.Diff.TrimEnd('\n').Split('\n')],
        BootChecksumsChange checksums => [$"writes the checksums of the new images into {checksums.Path}"],
        BootVariableChange variable => [$"sets the EFI variable {variable.Name} to {variable.Value}"],
        FirmwareEntryChange entry => [$"makes the firmware's boot entry {entry.Name} '{entry.Description}', which starts {entry.File}", .. entry.Options is { } line ? [$"its kernel line is {line}"] : Array.Empty<string>()],
        ToolChange tool => [$"runs       {string.Join(' ', tool.Do)}", $"undo runs  {string.Join(' ', tool.TakeBack)}"],
        InitramfsChange initramfs => initramfs.Images.Select(image => $"replaces {image.Path}"),
        CopyChange copy => [$"copies {copy.Source} to {copy.Path}"],
        BootPartitionsChange partitions => [$"runs proxmox-boot-tool refresh, for the partitions that {partitions.Path} names"],
        BootConfigurationChange configuration => [$"replaces {configuration.Path}"],
        BootEnvironmentChange environment => environment.Variables.Select(pair => $"sets {pair.Key}={pair.Value} in {environment.Path}"),
        _ => [],
    };

    private static string Device(DeviceIdentity device, HostFacts facts)
    {
        var name = facts.Pci.Find(device.Address) is { } found ? DeviceWords.Name(found) : "";
        return TextLayout.Plain($"{device.Address} [{device.Identity}] driver {device.DriverBefore ?? "none"} {name}".TrimEnd());
    }
}
