using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Planning.UsbSwitches;

/// <summary>Plans what lets members of a group, guests and hotkeys swap USB devices without root. Pure: the same files and request give the same plan.</summary>
public static class UsbSwitchPlanner
{
    /// <summary>The files that are there already.</summary>
    /// <param name="roots">The machine.</param>
    public static ImmutableArray<TextFile> Read(HostRoots roots)
    {
        var reader = new MachineReader(roots);
        return [.. UsbSwitchUnits.Paths.Select(path => reader.ReadFile(roots.Locate(path))).OfType<TextFile>()];
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="present">The files that are there already.</param>
    /// <param name="hasSystemd">True when systemd runs the machine.</param>
    /// <param name="isListening">True when somebody listens at the socket already.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>The plan; without changes when all files are as they shall be.</returns>
    /// <exception cref="RefusedException">systemd does not run the machine, or somebody else wrote one of the files.</exception>
    public static Plan Plan(ImmutableArray<TextFile> present, bool hasSystemd, bool isListening, UsbSwitchRequest request)
    {
        if (!hasSystemd)
        {
            throw new RefusedException("systemd does not run this machine, so that nothing would keep the switch's socket", HostRoots.Live.Run("systemd/system"), "let sudo run the swap without a password instead (sudoers(5))");
        }

        ImmutableArray<Change> files =
        [
            .. Write(
                present, "switch-socket", "Let passthrough be asked to swap USB devices", "Everybody may connect. Who may swap is judged by the kernel's word for who connects: root, members of the group libvirt, and a guest for what it has itself.",
                UsbSwitchUnits.SocketPath, UsbSwitchUnits.SocketText),
            .. Write(present, "switch-service", "Answer there as root", "It is started by the first who asks, and ends when nobody is connected any more.", UsbSwitchUnits.ServicePath, UsbSwitchUnits.ServiceText(request.Program)),
            .. Write(present, "switch-start", "Have the socket from each start of the machine on", "systemd adds it to what each start reaches.", UsbSwitchUnits.SocketDropInPath, UsbSwitchUnits.DropInText(UsbSwitchUnits.Socket)),
            .. Write(
                present, "hotkeys-service", "Listen to the hotkeys of passthrough.yaml in the session of who is in the group input", "It reads no keyboard while no profile has a hotkey.",
                UsbSwitchUnits.HotkeysPath, UsbSwitchUnits.HotkeysText(request.Program)),
            .. Write(present, "hotkeys-start", "Have that from each login on", "systemd adds it to what each user's session reaches; users who are not in the group input get none.", UsbSwitchUnits.HotkeysDropInPath, UsbSwitchUnits.DropInText(UsbSwitchUnits.Hotkeys)),
        ];
        ImmutableArray<Change> changes = files.IsEmpty || isListening ? files : [.. files, Start];
        return new Plan
        {
            UsbSwitch = request,
            Devices = [],
            HostDisplay = [],
            Changes = changes,
            Postconditions = [new UsbSwitchIs(IsListening: true)],
            UndonePostconditions = [new UsbSwitchIs(IsListening: false)],
            NeedsReboot = false,
            Fingerprint = PlanJson.Fingerprint(new PlanBasis(null, [], [], changes, [], []) { UsbSwitch = request }),
        };
    }

    private static ToolChange Start => new(
        "switch-listen", "Listen now, without a restart", "Undo ends the socket, and whoever answers there.", $"the unit {UsbSwitchUnits.Socket}",
        ["systemctl", "start", UsbSwitchUnits.Socket], ["systemctl", "stop", UsbSwitchUnits.Socket, UsbSwitchUnits.Service], new UsbSwitchIs(IsListening: true));

    private static IEnumerable<Change> Write(ImmutableArray<TextFile> present, string id, string title, string reason, string path, string text)
    {
        var before = present.FirstOrDefault(file => string.Equals(file.Path, path, StringComparison.Ordinal));
        return before is { IsExact: false }
            ? throw new RefusedException($"{path} is not UTF-8 text", path, "move it away")
            : string.Equals(before?.Text, text, StringComparison.Ordinal) ? [] : [new FileChange(id, title, reason, path, before?.Text, text, NewFileMode.Plain, UnifiedDiff.Between(path, before?.Text, text))];
    }
}
