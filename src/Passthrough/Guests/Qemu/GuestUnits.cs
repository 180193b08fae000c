using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Guests.Display;
using Passthrough.Guests.Network;
using Passthrough.Guests.Sound;
using Passthrough.Host;

namespace Passthrough.Guests.Qemu;

/// <summary>
/// A guest of plain QEMU as units of systemd: QEMU itself, and beside it swtpm for its TPM and virtiofsd for each shared folder. systemd keeps them together, removes what QEMU leaves behind,
/// lifts the limit of locked memory and lets libvirt's group use the SPICE window and the memory of Looking Glass and Scream.
/// </summary>
public static class GuestUnits
{
    // Left to itself systemd makes one for the shares of each guest, and keeps it.
    private const string Slice = "Slice=machine.slice";
    private const string Service = ".service";
    private const string Socket = ".socket";

    // virtiofsd as a part of QEMU, before it became a program of its own with other options.
    private const string OldVirtiofsd = "/usr/lib/qemu/virtiofsd";
    private const int StartSeconds = 600;

    // Whoever is in it may do anything with libvirt's guests already, their windows included.
    private const string Group = "libvirt";

    /// <summary>The unit that is started and stopped; the others follow it.</summary>
    /// <param name="guest">The guest's name.</param>
    public static string NameOf(string guest) => $"passthrough-guest-{guest}.service";

    /// <summary>The names of all units that a guest may have had, whatever it was then.</summary>
    /// <param name="name">A unit's file name.</param>
    /// <param name="guest">The guest's name.</param>
    public static bool IsOf(string name, string guest) =>
        string.Equals(name, NameOf(guest), StringComparison.Ordinal)
        || string.Equals(name, TpmNameOf(guest) + Service, StringComparison.Ordinal)
        || string.Equals(name, TpmNameOf(guest) + Socket, StringComparison.Ordinal)
        || name.StartsWith($"passthrough-share-{guest}@", StringComparison.Ordinal);

    /// <summary>The units. Pure.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="paths">Its files.</param>
    /// <param name="host">The machine.</param>
    /// <param name="isThere">Whether a file of the machine is there already: shared memory that the machine has is taken as it is, other is made and removed with the guest.</param>
    /// <returns>QEMU's first.</returns>
    public static ImmutableArray<GuestUnit> Of(GuestSpec guest, GuestPaths paths, HostFacts host, Predicate<string> isThere) =>
    [
        Main(guest, paths, host, [.. SharingArguments.MemoryFiles(guest).Where(file => !isThere(file))]),
        .. guest.Tpm is null ? [] : Tpm(guest, paths),
        .. Enumerable.Range(0, guest.Shares.Length).SelectMany(index => Share(guest, paths, host, index)),
    ];

    private static GuestUnit Main(GuestSpec guest, GuestPaths paths, HostFacts host, ImmutableArray<string> memory)
    {
        var beside = string.Join(' ', ((string?[])[guest.Tpm is null ? null : TpmNameOf(guest.Name) + Socket, .. Enumerable.Range(0, guest.Shares.Length).Select(index => ShareNameOf(guest.Name, index) + Socket)]).OfType<string>());
        var hasGroup = host.Security.GroupOf(Group) is not null;
        var taps = guest.Networks.Select((network, index) => (Network: network, Name: NetworkArguments.TapOf(guest, index))).Where(tap => tap.Network.Kind == GuestNetworkKind.Bridge).ToList();
        return new GuestUnit(
            NameOf(guest.Name),
            UnitText.Of(
                ("Unit",
                [
                    $"Description=Guest {guest.Name} of passthrough",
                    UnitText.Collected,
                    beside.Length > 0 ? $"Requires={beside}" : null,
                    beside.Length > 0 ? $"After={beside}" : null,
                ]),
                ("Service",
                [
                    "Type=forking",
                    $"PIDFile={paths.ProcessId}",
                    Slice,
                    // VFIO pins all of the guest's memory.
                    "LimitMEMLOCK=infinity",
                    // What comes after QEMU has ended opens it too.
                    $"StandardError=append:{paths.Log}",
                    string.Create(CultureInfo.InvariantCulture, $"TimeoutStartSec={StartSeconds}"),
                    guest.Sound is { RuntimeFolder: { } folder, Backend: SoundBackend.PipeWire or SoundBackend.Jack } ? $"Environment={UnitText.Word("PIPEWIRE_RUNTIME_DIR=" + folder)}" : null,
                    .. taps.SelectMany(tap => (string[])
                    [
                        "ExecStartPre=" + UnitText.Command("ip", ["tuntap", "add", "dev", tap.Name, "mode", "tap", .. tap.Network.Queues > 1 ? (string[])["multi_queue"] : []]),
                        "ExecStartPre=" + UnitText.Command("ip", "link", "set", "dev", tap.Name, "master", tap.Network.Source!, "up"),
                    ]),
                    .. memory.Select(file => "ExecStartPre=" + UnitText.Command("install", ["-m", "0660", .. hasGroup ? (string[])["-g", Group] : [], "/dev/null", file])),
                    "ExecStart=" + UnitText.Command(host.Virtualization.QemuPath ?? "qemu-system-x86_64", QemuArguments.Of(guest, paths, host)),
                    // QEMU makes the socket as root and lets nobody else in.
                    .. hasGroup && guest.Display != EmulatedDisplay.None
                        ? (string[])["ExecStartPost=" + UnitText.Command("chgrp", Group, paths.Spice), "ExecStartPost=" + UnitText.Command("chmod", "0660", paths.Spice)]
                        : [],
                    .. taps.Select(tap => "ExecStopPost=-" + UnitText.Command("ip", "link", "delete", "dev", tap.Name)),
                    // QEMU removes its sockets itself only where it has stayed root.
                    "ExecStopPost=-" + UnitText.Command("rm", ["-f", .. paths.Sockets, .. memory]),
                ])));
    }

    // A user that exists only while it runs, and owns nothing but the TPM's state.
    private static IEnumerable<GuestUnit> Tpm(GuestSpec guest, GuestPaths paths) => Activated(
        guest,
        TpmNameOf(guest.Name),
        $"TPM of guest {guest.Name}",
        paths.Tpm,
        [
            "DynamicUser=yes",
            // Ubuntu's profile of swtpm knows libvirt's folders only; what is confined here is so by systemd.
            "AppArmorProfile=-unconfined",
            $"StateDirectory={StateDirectoryOf(paths)}",
            "StateDirectoryMode=0700",
            .. Confined,
            "ExecStart=" + UnitText.Command("swtpm", "socket", "--tpm2", "--tpmstate", $"dir={paths.PrivateTpmState}", "--ctrl", "type=unixio,fd=3", "--terminate"),
        ]);

    private static IEnumerable<GuestUnit> Share(GuestSpec guest, GuestPaths paths, HostFacts host, int index)
    {
        var share = guest.Shares[index];
        var program = host.Virtualization.VirtiofsdPath ?? "/usr/libexec/virtiofsd";
        string[] options = string.Equals(program, OldVirtiofsd, StringComparison.Ordinal)
            ? ["--fd=3", "-o", "source=" + share.Path, "-o", "cache=auto"]
            : ["--fd=3", "--shared-dir=" + share.Path, "--cache=auto"];
        return Activated(
            guest,
            ShareNameOf(guest.Name, index),
            $"Shared folder {index.ToString(CultureInfo.InvariantCulture)} of guest {guest.Name}",
            paths.Share(index),
            [
                // Only late versions of virtiofsd can do it themselves.
                share.IsReadOnly ? "ReadOnlyPaths=" + UnitText.Path(share.Path) : null,
                "ExecStart=" + UnitText.Command(program, options),
            ]);
    }

    // The socket is there before anybody connects; the program is started with it, as file descriptor 3.
    private static IEnumerable<GuestUnit> Activated(GuestSpec guest, string name, string description, string socket, ImmutableArray<string?> lines)
    {
        yield return new GuestUnit(
            name + Socket,
            UnitText.Of(
                ("Unit", [$"Description={description}", "StopWhenUnneeded=yes", UnitText.Collected]),
                ("Socket", [Slice, $"ListenStream={socket}", "SocketMode=0600", "RemoveOnStop=yes"])));
        yield return new GuestUnit(
            name + Service,
            UnitText.Of(
                ("Unit", [$"Description={description}", $"PartOf={NameOf(guest.Name)}", UnitText.Collected]),
                ("Service", ["Type=exec", Slice, .. lines])));
    }

    private static ImmutableArray<string> Confined { get; } =
    [
        "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateNetwork=yes", "PrivateDevices=yes", "CapabilityBoundingSet=",
    ];

    private static string TpmNameOf(string guest) => $"passthrough-tpm-{guest}";

    private static string ShareNameOf(string guest, int index) => $"passthrough-share-{guest}@{index.ToString(CultureInfo.InvariantCulture)}";

    // systemd makes it below /var/lib.
    private static string StateDirectoryOf(GuestPaths paths) => paths.TpmState["/var/lib/".Length..];
}
