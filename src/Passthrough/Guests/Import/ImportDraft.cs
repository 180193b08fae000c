using System.Collections.Immutable;
using Passthrough.Guests.Description;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Input;
using Passthrough.Guests.Network;
using Passthrough.Guests.Sharing;
using Passthrough.Host;

namespace Passthrough.Guests.Import;

/// <summary>A guest while it is imported: what was understood so far, and what was not. All sources fill the same one.</summary>
/// <param name="host">The machine.</param>
/// <param name="folder">The folder that relative paths begin at.</param>
internal sealed class ImportDraft(HostFacts host, string folder)
{
    /// <summary>The reason where there is none of its own.</summary>
    public const string Unknown = "the description of a guest has nothing like it";

    private readonly ImmutableArray<NotKept>.Builder notKept = ImmutableArray.CreateBuilder<NotKept>();
    private readonly List<string> notes = [];
    private readonly List<DraftDevice> devices = [];
    private readonly List<DraftDisk> disks = [];
    private readonly List<NetworkDescription> networks = [];

    /// <summary>The machine.</summary>
    public HostFacts Host => host;

    /// <summary>What needs no look at other parts.</summary>
    public GuestDescription Guest { get; set; } = new("guest");

    /// <summary>The name in the source; null for none.</summary>
    public string? Name { get; set; }

    /// <summary>Whether network interfaces are known; false leaves the choice.</summary>
    public bool HasNetworks { get; set; } = true;

    /// <summary>The disks so far.</summary>
    public IReadOnlyList<DraftDisk> Disks => disks;

    /// <summary>The functions so far.</summary>
    public IReadOnlyList<DraftDevice> Devices => devices;

    /// <summary>What is passed over because the description says or does the same without it.</summary>
    public ImmutableArray<ImportRule> Harmless { get; set; } = [];

    /// <summary>Why something cannot be kept.</summary>
    public ImmutableArray<ImportRule> Reasons { get; set; } = [];

    /// <summary>Records what is not kept.</summary>
    public void Drop(string where, string what, string reason) => notKept.Add(new NotKept(where, what, reason));

    /// <summary>Records what nobody looked at, unless it is harmless.</summary>
    public void Leave(string path, string where, string value, string words)
    {
        if (ImportRule.Find(Harmless, path, value) is null)
        {
            Drop(where, words, ImportRule.Find(Reasons, path, value) ?? Unknown);
        }
    }

    /// <summary>Records how something was understood, once.</summary>
    public void Note(string note)
    {
        if (!notes.Contains(note, StringComparer.Ordinal))
        {
            notes.Add(note);
        }
    }

    /// <summary>A path as an absolute one.</summary>
    /// <returns>Null, which is told, for what is no path of a file.</returns>
    public string? PathOf(string where, string given)
    {
        var path = given.StartsWith('/') || given.Length == 0 ? given : $"{folder.TrimEnd('/')}/{given}";
        if (GuestRules.IsPath(path))
        {
            if (!given.StartsWith('/'))
            {
                Note($"{where}: '{given}' is taken to be {path}");
            }

            return path;
        }

        Drop(where, given, "it is no path of a file");
        return null;
    }

    /// <summary>A function that is given away.</summary>
    public void Add(DraftDevice device)
    {
        if (devices.Exists(other => other.Device.Address == device.Device.Address))
        {
            Drop(device.Where, device.Device.Address.ToString(), "it is there twice");
            return;
        }

        devices.Add(device with { Device = device.Device with { BootOrder = Order(device.Where, device.Device.BootOrder) } });
    }

    /// <summary>A later word on a function.</summary>
    public void Replace(DraftDevice old, DraftDevice device) => devices[devices.IndexOf(old)] = device;

    /// <summary>A disk or disc.</summary>
    public void Add(DraftDisk disk)
    {
        if (disks.Exists(other => string.Equals(other.Disk.Path, disk.Disk.Path, StringComparison.OrdinalIgnoreCase)))
        {
            Drop(disk.Where, disk.Disk.Path, "it is there twice");
            return;
        }

        var description = disk.Disk with { BootOrder = Order(disk.Where, disk.Disk.BootOrder) };
        if (description.Serial is { } serial && !GuestRules.IsSerial(serial))
        {
            Drop(disk.Where, $"serial={serial}", $"a serial number has {GuestRules.SerialRule}");
            description = description with { Serial = null };
        }

        if (description.Queues is { } queues and not (> 0 and <= GuestRules.MostQueues))
        {
            Drop(disk.Where, $"queues={queues}", $"a disk has 1 to {GuestRules.MostQueues} queues");
            description = description with { Queues = null };
        }

        if (description.Bus == Guests.Disks.GuestDiskBus.Sata)
        {
            description = description with { IoThread = null, Queues = null };
        }

        if (description.IoThread is > GuestRules.MostIoThreads)
        {
            Drop(disk.Where, $"I/O thread {description.IoThread}", $"there are at most {GuestRules.MostIoThreads}");
            description = description with { IoThread = 0 };
        }

        disks.Add(disk with { Disk = description });
    }

    /// <summary>A network interface.</summary>
    public void Add(string where, NetworkDescription network)
    {
        var source = network.Source;
        if (source is not null && !GuestRules.IsNetworkSource(network.Kind, source))
        {
            Drop(where, source, "it is no name of a network or interface");
            network = new NetworkDescription(GuestNetworkKind.Nat, null) { Mac = network.Mac, Model = network.Model };
        }

        if (network.Mac is { } given && (GuestRules.ParseMac(given) is not { } mac || networks.Exists(other => string.Equals(other.Mac, mac, StringComparison.Ordinal))))
        {
            Drop(where, given, "it is no address that a network card of its own can have; one is made");
            network = network with { Mac = null };
        }

        if (network.Queues is { } queues && (queues is < 1 or > GuestRules.MostQueues || (queues > 1 && network.Model is not (null or GuestNetworkModel.Virtio))))
        {
            Drop(where, $"queues={queues}", $"a virtio card has 1 to {GuestRules.MostQueues} queues, others have one");
            network = network with { Queues = null };
        }

        networks.Add(network with { Mac = network.Mac is { } own ? GuestRules.ParseMac(own) : null, Queues = network.Queues is 1 ? null : network.Queues });
    }

    /// <summary>A USB device.</summary>
    /// <returns>False, which is told, when the text names none.</returns>
    public bool AddUsb(string where, string text)
    {
        if (PassedUsb.Parse(text) is not { } device)
        {
            Drop(where, text, "it names no USB device by ids or port");
            return false;
        }

        if (Guest.Usb.Contains(device))
        {
            Drop(where, text, "it is there twice");
            return false;
        }

        Guest = Guest with { Usb = Guest.Usb.Add(device) };
        return true;
    }

    /// <summary>A USB device by the number of the moment, as the machine has it now.</summary>
    public void AddUsb(string where, int bus, int number)
    {
        var found = host.Usb.Devices.FirstOrDefault(device => device.Bus == bus && device.Number == number);
        if (found is null)
        {
            Drop(where, $"bus {bus} device {number}", "the number of a USB device changes whenever it is plugged in, and no device has it now; name it by its ids or port (passthrough usb)");
        }
        else if (AddUsb(where, found.Name))
        {
            Note($"{where}: the USB device with the number {bus}:{number} is now in the port {found.Name}, which is what is written down");
        }
    }

    /// <summary>A shared keyboard or mouse.</summary>
    public void AddEvdev(string where, string path, bool isKeyboard, string? toggle)
    {
        var input = Guest.Input;
        var original = EvdevProxy.OriginalOf(path);
        if (original is not null)
        {
            input = input with { IsPersistent = true };
        }

        if (PathOf(where, original ?? path) is { } absolute && !input.Evdev.Any(device => string.Equals(device.Path, absolute, StringComparison.OrdinalIgnoreCase)))
        {
            input = input with { Evdev = input.Evdev.Add(new EvdevInput(absolute, isKeyboard)) };
        }

        if (toggle is not null && EnumWord.Parse<GrabToggle>(toggle) is { } known)
        {
            input = input with { Toggle = known };
        }
        else if (toggle is not null)
        {
            Drop(where, $"grab-toggle={toggle}", $"known are {string.Join(", ", EnumWord.All<GrabToggle>())}");
        }

        Guest = Guest with { Input = input };
    }

    /// <summary>A shared folder.</summary>
    public void AddShare(string where, string path, string tag, bool isReadOnly)
    {
        if (!GuestRules.IsTag(tag) || Guest.Shares.Any(share => string.Equals(share.Tag, tag, StringComparison.OrdinalIgnoreCase)))
        {
            Drop(where, tag, $"a tag has {GuestRules.TagRule} and is there once");
        }
        else if (PathOf(where, path) is { } absolute)
        {
            Guest = Guest with { Shares = Guest.Shares.Add(new SharedFolder(absolute, tag, isReadOnly)) };
        }
    }

    /// <summary>The size of memory.</summary>
    public void SetMemory(string where, long bytes)
    {
        var mib = ((bytes - 1) >> 20) + 1;
        if (mib is < GuestRules.LeastMemoryMiB or > GuestRules.MostMemoryMiB)
        {
            Drop(where, $"{bytes} bytes of memory", $"a guest has {GuestRules.LeastMemoryMiB} MiB to 16 TiB; it is chosen");
            return;
        }

        if (mib << 20 != bytes)
        {
            Note($"{where}: {bytes} bytes of memory are rounded up to {mib} MiB");
        }

        Guest = Guest with { Memory = Guest.Memory with { SizeMiB = (int)mib } };
    }

    /// <summary>Virtual processors that run anywhere.</summary>
    public void SetVcpus(string where, long count)
    {
        if (count is < 1 or > GuestRules.MostVcpus)
        {
            Drop(where, $"{count} processors", $"a guest has 1 to {GuestRules.MostVcpus}; they are chosen");
            return;
        }

        Guest = Guest with { Cpu = Guest.Cpu with { Vcpus = (int)count } };
    }

    /// <summary>The vendor id that Hyper-V shows.</summary>
    public void SetVendorId(string where, string? id)
    {
        if (id is { Length: > 0 } && !GuestRules.IsVendorId(id))
        {
            Drop(where, id, $"a vendor id has {GuestRules.VendorIdRule}");
            id = null;
        }

        Guest = Guest with { Cpu = Guest.Cpu with { VendorId = id ?? "" } };
    }

    /// <summary>UEFI in flash, by the files it is in.</summary>
    /// <param name="where">Where that stands.</param>
    /// <param name="code">The code; null when a tool chooses it.</param>
    /// <param name="template">The empty variable store; null to look for the one that belongs to the code.</param>
    /// <param name="isSecure">Whether the flash is closed to all but system management mode.</param>
    public void SetUefi(string where, string? code, string? template, bool isSecure)
    {
        var image = host.Firmware.GuestImages.FirstOrDefault(found =>
            string.Equals(found.ExecutablePath, code, StringComparison.Ordinal) && (template is null || string.Equals(found.TemplatePath, template, StringComparison.Ordinal)));
        var variables = template ?? image?.TemplatePath;
        var codePath = code is null ? null : PathOf(where, code);
        var variablesPath = variables is null ? null : PathOf(where, variables);
        var areKnown = codePath is not null && variablesPath is not null;
        if (!areKnown && codePath is not null)
        {
            Drop(where, codePath, "which empty variable store belongs to it is not known; this machine's firmware is taken (firmware: code and variables name another)");
        }

        Guest = Guest with
        {
            Firmware = new FirmwareDescription
            {
                Kind = GuestFirmwareKind.Uefi,
                SecureBoot = isSecure,
                HasKeys = isSecure && areKnown && image is not null ? image.HasEnrolledKeys : null,
                CodePath = areKnown ? codePath : null,
                VariablesTemplatePath = areKnown ? variablesPath : null,
            },
        };
    }

    /// <summary>Tells of a variable store that is not the guest's own: its files are never copied.</summary>
    /// <param name="where">Where that stands.</param>
    /// <param name="store">The store.</param>
    /// <param name="name">The guest's name as far as it is known.</param>
    public void LeaveVariables(string where, string store, string? name)
    {
        var runtime = Guest.Runtime ?? GuestDescription.UsualRuntime;
        if (!string.Equals(store, GuestPaths.VariablesOf(HostRoots.Live, runtime, name), StringComparison.Ordinal))
        {
            Drop(where, store, $"the guest begins with empty UEFI variables, so without its boot entries; to keep them copy this file to {GuestPaths.VariablesOf(HostRoots.Live, runtime, "NAME")} before the first start");
        }
    }

    /// <summary>Looking Glass's memory by its size.</summary>
    public void SetLookingGlass(string where, long bytes, SharedMemoryKind memory)
    {
        if (LookingGlassSizes.Of(bytes >> 20) is not { } glass)
        {
            Drop(where, $"{bytes >> 20} MiB", "no picture needs as much; looking-glass: RESOLUTION says how large it may be");
            return;
        }

        if (Guest.LookingGlass is not null)
        {
            Drop(where, $"{bytes >> 20} MiB", "a guest has the memory of Looking Glass once");
            return;
        }

        Note($"{where}: {bytes >> 20} MiB for Looking Glass are enough for {glass.Resolution}{(glass.IsHdr == true ? " with HDR" : "")}");
        Guest = Guest with { LookingGlass = glass with { Memory = memory } };
    }

    /// <summary>The guest.</summary>
    /// <param name="name">The name that the person gives; null for the one of the source.</param>
    public ImportedGuest Finish(string? name)
    {
        DraftCards.Settle(this, devices);
        SettleDisks();
        if (HasNetworks)
        {
            Guest = Guest with { Networks = [.. networks] };
        }

        if (Guest.Memory.HasBalloon == true && devices.Count > 0)
        {
            Note("no balloon: VFIO pins all memory of a guest with passed-through devices, so none can be taken back");
            Guest = Guest with { Memory = Guest.Memory with { HasBalloon = null } };
        }

        if (Guest is { Gpu: null, Pci.IsEmpty: true, Display: EmulatedDisplay.Spice })
        {
            Note("no card is passed through: the guest is in the stage 'installation'; name the card with 'gpu:' before 'passthrough guest passthrough'");
            Guest = Guest with { Stage = GuestStage.Installation };
        }

        if (Guest is { Os: GuestOs.Windows11, Firmware.Kind: GuestFirmwareKind.Bios })
        {
            Note("Windows 11 that starts from a BIOS is called 'os: windows'");
            Guest = Guest with { Os = GuestOs.Windows };
        }

        Guest = Guest with { Name = name ?? Mended(Name) };
        return new ImportedGuest(Guest, notKept.ToImmutable(), [.. notes]);
    }

    private int? Order(string where, int? order)
    {
        if (order is null or (> 0 and <= GuestRules.HighestBootOrder))
        {
            return order;
        }

        Drop(where, $"boot order {order}", $"places in the order of starting are 1 to {GuestRules.HighestBootOrder}");
        return null;
    }

    // Where nothing is said the designer starts from disks in their order, then from discs: what says just that need not be said.
    private void SettleDisks()
    {
        ImmutableArray<DraftDisk> drives = [.. disks.Where(disk => !disk.IsDisc)];
        ImmutableArray<DraftDisk> discs = [.. disks.Where(disk => disk.IsDisc)];
        var hasOrders = disks.Exists(disk => disk.Disk.BootOrder is not null) || Guest.Pci.Any(device => device.BootOrder is not null);
        var isUsual = !hasOrders || (Guest.Pci.All(device => device.BootOrder is null) && drives.Concat(discs).Select((disk, index) => disk.Disk.BootOrder == index + 1).All(isSo => isSo));
        if (!isUsual)
        {
            foreach (var disc in discs.Where(disc => disc.Disk.BootOrder is not null))
            {
                Drop(disc.Where, $"boot order {disc.Disk.BootOrder} of {disc.Disk.Path}", "discs have no place in the order of starting of their own; take the places of the disks away to start from disks first, then discs");
            }
        }

        var pci = Guest.Pci.Select(device => device.BootOrder).OfType<int>().ToHashSet();
        Guest = Guest with
        {
            Disks = [.. drives.Select(disk => disk.Disk with { BootOrder = isUsual ? null : Free(disk, pci) })],
            Cdroms = [.. discs.Select(disc => disc.Disk.Path)],
        };
    }

    private int? Free(DraftDisk disk, HashSet<int> places)
    {
        if (disk.Disk.BootOrder is not { } order || places.Add(order))
        {
            return disk.Disk.BootOrder;
        }

        Drop(disk.Where, $"boot order {order}", "another device has that place already");
        return null;
    }

    private string Mended(string? given)
    {
        if (GuestName.IsValid(given))
        {
            return given!;
        }

        var letters = new string([.. (given ?? "").Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '-')]).TrimStart('-', '.');
        var mended = letters.Length == 0 ? "guest" : letters[..Math.Min(letters.Length, GuestName.Longest)];
        Note(given is null ? $"the source names no guest: it is called '{mended}' (--name gives another)" : $"'{given}' is no name for a guest ({GuestName.Rule}): it is called '{mended}'");
        return mended;
    }
}
