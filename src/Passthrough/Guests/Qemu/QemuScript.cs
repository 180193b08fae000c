using System.Collections.Immutable;
using System.Text;
using Passthrough.Guests.Display;
using Passthrough.Guests.Network;
using Passthrough.Host;
using Passthrough.Planning;

namespace Passthrough.Guests.Qemu;

/// <summary>A guest as one plain command of QEMU, for use without this program.</summary>
public static class QemuScript
{
    private const string UsualProgram = "qemu-system-x86_64";

    /// <summary>Program and arguments. Pure.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="paths">Its files.</param>
    /// <param name="host">The machine.</param>
    public static ImmutableArray<string> Command(GuestSpec guest, GuestPaths paths, HostFacts host) =>
    [
        host.Virtualization.QemuPath ?? UsualProgram,
        // QEMU waits for someone to pin its threads and let it go on only where there is something to pin.
        .. QemuArguments.Of(guest with { Cpu = guest.Cpu with { Pins = [] } }, paths, host),
    ];

    /// <summary>The command as a POSIX shell script, an option a line.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="paths">Its files.</param>
    /// <param name="host">The machine.</param>
    public static string Of(GuestSpec guest, GuestPaths paths, HostFacts host)
    {
        var text = new StringBuilder("#!/bin/sh\n");
        text.Append("# Guest ").Append(guest.Name).Append(". Run as root.\n");
        foreach (var line in Beside(guest, paths))
        {
            text.Append("# ").Append(line).Append('\n');
        }

        text.Append("set -eu\n").Append("mkdir -p ").Append(ShellWord.Of(paths.Folder)).Append(' ').Append(ShellWord.Of(paths.StateFolder)).Append('\n');
        if (guest.Firmware.VariablesTemplatePath is { } template)
        {
            var variables = ShellWord.Of(paths.Variables);
            text.Append("[ -e ").Append(variables).Append(" ] || cp ").Append(ShellWord.Of(template)).Append(' ').Append(variables).Append('\n');
        }

        var command = Command(guest, paths, host);
        text.Append("exec ").Append(ShellWord.Of(command[0]));
        foreach (var word in command.Skip(1))
        {
            // A value stands behind its option; no value begins with a hyphen.
            text.Append(word.StartsWith('-') ? " \\\n  " : " ").Append(ShellWord.Of(word));
        }

        return text.Append('\n').ToString();
    }

    /// <summary>What 'passthrough guest start' does beside the command, and what the command cannot do.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="paths">Its files.</param>
    public static IEnumerable<string> Beside(GuestSpec guest, GuestPaths paths)
    {
        yield return "What 'passthrough guest start' does beside it is yours to do:";
        if (!guest.Devices.IsEmpty)
        {
            yield return $"- vfio-pci must hold {string.Join(", ", guest.Devices.Select(device => device.Device.Address))}";
        }

        if (!guest.Cpu.Pins.IsEmpty)
        {
            yield return $"- pin the threads of the virtual processors to the CPUs {string.Join(',', guest.Cpu.Pins)} (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not";
        }

        if (guest.TakesScreen)
        {
            yield return "- stop the display manager and unbind the text consoles first, and give both back afterwards: the card shows this machine's screen";
        }

        if (guest.Cpu.Governor is { } governor)
        {
            yield return $"- set the governor or energy preference of those CPUs to {governor}";
        }

        if (guest.Cpu.IoThreadPriority is { } priority)
        {
            yield return $"- give the I/O threads the real-time priority {priority} (chrt --fifo; QMP query-iothreads tells them)";
        }

        if (guest.Tpm is not null)
        {
            yield return $"- run swtpm with its socket at {paths.Tpm} and its state in {paths.TpmState}";
        }

        foreach (var (index, share) in guest.Shares.Index())
        {
            yield return $"- run virtiofsd {(share.IsReadOnly ? "--readonly " : "")}for {share.Path} with its socket at {paths.Share(index)}";
        }

        foreach (var (index, network) in guest.Networks.Index().Where(item => item.Item.Kind != GuestNetworkKind.Nat))
        {
            yield return network.Kind == GuestNetworkKind.Bridge ? $"- make the tap interface {NetworkArguments.TapOf(guest, index)} and put it into the bridge {network.Source}"
                : $"- {network.Mac} is in QEMU's own network: a macvtap on {network.Source} is libvirt's";
        }

        if (guest.Display != EmulatedDisplay.None)
        {
            yield return $"- let those who shall see the guest open the socket of its window, {paths.Spice} (chgrp, chmod): it is root's";
        }

        if (guest.LookingGlass is { Memory: SharedMemoryKind.Kvmfr })
        {
            yield return "- load the module kvmfr";
        }
    }
}
