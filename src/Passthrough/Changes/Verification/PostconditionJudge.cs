using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Network;
using Passthrough.Host.Packages;
using Passthrough.Host.Pci;
using Passthrough.Host.Virtualization;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;
using Passthrough.Planning.KernelLine;
using Passthrough.Planning.Surroundings;
using Passthrough.Planning.Tuning;
using Passthrough.Planning.UsbSwitches;
using Passthrough.Readiness;

namespace Passthrough.Changes.Verification;

/// <summary>Judges postconditions against the machine as it was read. Pure.</summary>
public static class PostconditionJudge
{
    private const int ReadWriteForBoth = 0b110_110_000;

    /// <summary>Judges one.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="postcondition">What must be true.</param>
    public static Judgement Judge(HostFacts facts, Postcondition postcondition) => postcondition switch
    {
        KernelParameterPresent present => new(
            $"the kernel was started with {present.Word}", KernelWordsFor.Has(facts.Boot.CommandLine, present.Word), CommandLine(facts, present.Word)),
        KernelParameterAbsent absent => new(
            $"the kernel was started without {absent.Word}", !KernelWordsFor.Has(facts.Boot.CommandLine, absent.Word), CommandLine(facts, absent.Word)),
        IommuState state => new(
            state.IsOn ? "the kernel makes IOMMU groups" : "the kernel makes no IOMMU groups", facts.Iommu.IsOn == state.IsOn,
            $"{HostRoots.Live.Sys("kernel/iommu_groups")}: {facts.Iommu.Groups.Length} groups"),
        DeviceHasDriver driver => JudgeDriver(facts, driver),
        IsolatedBeforeDrivers isolated => JudgeIsolation(facts, isolated.Device),
        GroupIsViable group => JudgeGroup(facts, group.Device),
        BootEntriesHaveParameter entries => JudgeEntries(facts.Boot, entries.Word),
        ModuleParameterIs wanted => JudgeParameter(facts, wanted),
        HugePagesReserved pages => JudgePages(facts, pages),
        HugePagesAllowed pages => JudgeOvercommit(facts, pages),
        CpusAreIsolated isolated => new(
            $"the scheduler leaves CPUs {isolated.Cpus} alone", facts.Cpu.Topology.Isolated is { } found && isolated.Cpus.IsSubsetOf(found),
            $"{HostRoots.Live.Sys("devices/system/cpu/isolated")}: {facts.Cpu.Topology.Isolated?.ToString() ?? "unknown"}"),
        InterfaceIsPortOf port => JudgePort(facts.Network, port),
        DisplayIsAlive display => new(
            $"the host can show something on {display.Device.Address}", facts.Display.IsAlive(display.Device.Address),
            $"{HostRoots.Live.Dev("dri")}: {(facts.Display.CardOf(display.Device.Address) is { DrmNodes: { IsEmpty: false } nodes } ? string.Join(", ", nodes) : "no node of this card")}"),
        GroupMembership membership => JudgeMembership(facts, membership),
        LockedMemoryAllowed allowed => new(
            $"{allowed.User} may lock {allowed.Kib >> 10} MiB of memory from the next login on", LockedMemory.Allows(facts.Memory.ConfiguredLocks, allowed),
            facts.Memory.ConfiguredLocks.LastOrDefault(entry => string.Equals(entry.Domain, allowed.User, StringComparison.Ordinal)) is { } entry ? $"{entry.Path}: {entry.Kib?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any number of"} KiB" : $"{LockedMemory.Path}: no entry"),
        NetworkIsAutomatic network => JudgeNetwork(facts, network.Name, $"libvirt {(network.IsAutomatic ? "starts the network" : "does not start the network")} {network.Name} by itself", found => found.IsAutomatic, network.IsAutomatic),
        NetworkIsActive network => JudgeNetwork(facts, network.Name, $"libvirt's network {network.Name} is {(network.IsActive ? "on" : "off")}", found => found.IsActive, network.IsActive),
        ForwardingIs forwarding => new(
            $"the host {(forwarding.IsOn ? "forwards" : "does not forward")} IPv4", facts.Network.IsForwarding == forwarding.IsOn,
            $"{HostRoots.Live.Proc("sys/net/ipv4/ip_forward")}: {facts.Network.IsForwarding switch { true => "1", false => "0", _ => "absent" }}"),
        GuestsMayOpen node => new(
            $"libvirt's guests may open {node.Node}", facts.Virtualization.Libvirt.Configuration?.CgroupDevices?.Contains(node.Node, StringComparer.Ordinal) is true,
            $"{HostRoots.Live.Etc("libvirt/qemu.conf")}: cgroup_device_acl {(facts.Virtualization.Libvirt.Configuration?.CgroupDevices is { } list ? string.Join(", ", list) : "is not set, or only root may read it")}"),
        SharedMemoryIs memory => JudgeMemory(facts, memory),
        FileContextIs context => new(
            $"SELinux has {(context.Type is { } type ? $"the type {type}" : "no type of its own")} for {context.Path}", string.Equals(facts.Security.LocalTypeOf(context.Path), context.Type, StringComparison.Ordinal),
            $"file_contexts.local: {facts.Security.LocalTypeOf(context.Path) ?? "nothing about it"}"),
        FileLabelIs label => new(
            $"{label.Path} has the type {label.Type} of SELinux", string.Equals(facts.RomFileOf(label.Path)?.Label?.Type, label.Type, StringComparison.Ordinal),
            $"{label.Path}: {facts.RomFileOf(label.Path)?.Label?.Text ?? "no label"}"),
        GuestsMayRead rom => JudgeRom(facts, rom.Path),
        NextDeploymentHasWords wanted => JudgeNextWords(facts.Boot, wanted),
        NextInitramfsHolds held => new(
            $"the next start's initramfs holds {held.Path}", facts.Boot.NextDeployment?.InitramfsFiles.Any(path => IsAtOrBelow(held.Path, path)) is true,
            $"{facts.Boot.NextDeployment?.Source ?? "the next deployment"}: {(facts.Boot.NextDeployment is not { } next ? "cannot be read (root may be needed)" : next.InitramfsFiles.IsEmpty ? "no file of /etc" : string.Join(", ", next.InitramfsFiles))}"),
        PackagesInstalled packages => JudgePackages(facts.Packages, packages),
        GuestPartIsThere wanted => new($"{GuestParts.NameOf(wanted.Part)} is installed", GuestParts.IsThere(facts, wanted.Part), GuestParts.EvidenceOf(facts, wanted.Part) is var seen ? $"{seen.Source}: {seen.Value}" : ""),
        UsbSwitchIs wanted => new(
            wanted.IsListening ? "USB devices can be swapped without root" : "USB devices cannot be swapped without root", facts.HasUsbSwitch == wanted.IsListening,
            $"{HostRoots.Live.Proc("net/unix")}: {(facts.HasUsbSwitch is true ? "somebody" : "nobody")} listens at {SwitchPort.Socket}"),
        _ => throw new System.Diagnostics.UnreachableException($"no postcondition of kind {postcondition.GetType().Name} is known"),
    };

    private static Judgement JudgePackages(PackageFacts? facts, PackagesInstalled wanted)
    {
        var claim = $"{(wanted.AreInstalled ? "all" : "none")} of these packages {(wanted.AreInstalled ? "are" : "is")} installed: {string.Join(", ", wanted.Names)}";
        if (facts is null || facts.Manager != wanted.Manager)
        {
            return new Judgement(claim, Holds: false, "the package manager was not asked");
        }

        var otherwise = wanted.Names.Where(name => facts.StateOf(name) != (wanted.AreInstalled ? PackageState.Installed : PackageState.Absent)).Select(name => $"{name} {WordsOf(facts.StateOf(name))}").ToList();
        return new Judgement(claim, otherwise.Count == 0, otherwise.Count == 0 ? $"{wanted.Names.Length} of {wanted.Names.Length}" : string.Join(", ", otherwise));
    }

    private static string WordsOf(PackageState state) => state switch
    {
        PackageState.Installed => "is installed",
        PackageState.Partial => "is installed in part",
        _ => "is not installed",
    };

    private static Judgement JudgeNextWords(BootFacts boot, NextDeploymentHasWords wanted)
    {
        var claim = $"the next start has {string.Join(' ', wanted.Words.Concat(wanted.Without.Select(word => $"no {word}")))}";
        return boot.NextDeployment is not { } next
            ? new Judgement(claim, Holds: false, "the next deployment: cannot be read (root may be needed)")
            : new Judgement(
                claim, wanted.Words.All(word => KernelWordsFor.Has(next.Words, word)) && !wanted.Without.Any(word => next.Words.Contains(word, StringComparer.Ordinal)),
                $"{next.Source}: {string.Join(' ', next.Words)}");
    }

    private static bool IsAtOrBelow(string path, string tracked) => string.Equals(path, tracked, StringComparison.Ordinal) || path.StartsWith(tracked.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static Judgement JudgePort(NetworkFacts network, InterfaceIsPortOf wanted)
    {
        var found = network.Find(wanted.Nic);
        var carries = network.Find(wanted.Bridge ?? wanted.Nic) is { HasDefaultRoute: true };
        return new Judgement(
            wanted.Bridge is null ? $"{wanted.Nic} is in no bridge and leads to the gateway" : $"{wanted.Nic} is a port of {wanted.Bridge}, which leads to the gateway",
            found is not null && string.Equals(found.Master, wanted.Bridge, StringComparison.Ordinal) && carries,
            $"{HostRoots.Live.Sys($"class/net/{wanted.Nic}/master")}: {(found is null ? "no such interface" : found.Master ?? "none")}; default route through {wanted.Bridge ?? wanted.Nic}: {(carries ? "yes" : "no")}");
    }

    private static string CommandLine(HostFacts facts, string word)
    {
        var name = word.Split('=')[0];
        var found = facts.Boot.CommandLine.Where(other => string.Equals(other.Split('=')[0], name, StringComparison.Ordinal)).ToList();
        return $"{HostRoots.Live.Proc("cmdline")}: {(found.Count == 0 ? $"no {name}" : string.Join(' ', found))}";
    }

    private static Judgement JudgeDriver(HostFacts facts, DeviceHasDriver expected)
    {
        var claim = $"{expected.Device.Address} ({expected.Device.Identity.Ids}) has {(expected.Driver is { } driver ? $"the driver {driver}" : "no driver")}";
        if (Find(facts, expected.Device, out var problem) is not { } device)
        {
            return new Judgement(claim, Holds: false, problem);
        }

        return new Judgement(
            claim, string.Equals(device.Driver, expected.Driver, StringComparison.Ordinal), $"{HostRoots.Live.Sys($"bus/pci/devices/{device.Address}/driver")}: {device.Driver ?? "none"}");
    }

    private static Judgement JudgeIsolation(HostFacts facts, DeviceIdentity expected)
    {
        var claim = $"{expected.Address} was isolated before any driver had it";
        var file = HostRoots.Live.Run("passthrough/isolation");
        if (facts.Boot.Isolation.LastOrDefault(record => record.Address == expected.Address) is not { } record)
        {
            return new Judgement(claim, Holds: false, $"{file}: no record, so the script did not run in this boot");
        }

        var words = $"{record.Outcome}, driver before: {record.DriverBefore ?? "none"}{(record.Detail.Length > 0 ? $", {record.Detail}" : "")}";
        return new Judgement(claim, string.Equals(record.Outcome, "bound", StringComparison.Ordinal) && record.DriverBefore is null, $"{file}: {words}");
    }

    private static Judgement JudgeGroup(HostFacts facts, DeviceIdentity expected)
    {
        var claim = $"the IOMMU group of {expected.Address} is free of the host's drivers";
        if (facts.Iommu.GroupOf(expected.Address) is not { } group)
        {
            return new Judgement(claim, Holds: false, $"{HostRoots.Live.Sys($"bus/pci/devices/{expected.Address}/iommu_group")}: none");
        }

        var others = group.Devices
            .Select(member => facts.Pci.Find(member))
            .OfType<PciDevice>()
            .Where(device => !device.Class.IsBridge && device.Driver is not (null or Planner.VfioPci))
            .Select(device => $"{device.Address} has {device.Driver}")
            .ToList();
        return new Judgement(
            claim, others.Count == 0, $"{HostRoots.Live.Sys($"kernel/iommu_groups/{group.Number}")}: {(others.Count == 0 ? string.Join(", ", group.Devices) : string.Join(", ", others))}");
    }

    private static Judgement JudgeEntries(BootFacts boot, string word)
    {
        var claim = $"every ordinary entry of the boot menu has {word}";
        var where = boot.Loader.ConfigurationPath ?? "the boot loader's configuration";
        var ordinary = boot.Entries.Where(entry => entry.IsOrdinary).ToList();
        if (ordinary.Count == 0)
        {
            return new Judgement(claim, Holds: false, $"{where}: no entry could be read (root may be needed)");
        }

        var without = ordinary.FirstOrDefault(entry => !KernelWordsFor.Has(entry.Parameters, word));
        return new Judgement(claim, without is null, without is null ? $"{where}: {ordinary.Count} of {ordinary.Count} entries" : $"{where}: '{without.Title}' lacks it");
    }

    private static Judgement JudgeParameter(HostFacts facts, ModuleParameterIs wanted)
    {
        var found = facts.Virtualization.Parameter(wanted.Module, wanted.Name);
        return new Judgement(
            $"the module {wanted.Module} has {wanted.Name} {(wanted.IsOn ? "on" : "off")}", found?.IsOn == wanted.IsOn,
            $"{ModuleParameter.PathOf(wanted.Module, wanted.Name)}: {found?.Value ?? "absent, so the module is not loaded"}");
    }

    private static Judgement JudgePages(HostFacts facts, HugePagesReserved wanted)
    {
        var pools = wanted.Node is { } node ? facts.Memory.Nodes.FirstOrDefault(memory => memory.Node == node)?.HugePages ?? [] : facts.Memory.HugePages;
        var total = pools.FirstOrDefault(pool => pool.SizeKib == wanted.SizeKib)?.Total;
        var place = wanted.Node is null ? "" : $" on node {wanted.Node}";
        return new Judgement(
            $"the kernel has set aside {wanted.Pages} huge pages of {HugePageReservation.NameOf(wanted.SizeKib)}{place}", total >= wanted.Pages, $"{wanted.Folder}/nr_hugepages: {Words(total)}");
    }

    private static Judgement JudgeOvercommit(HostFacts facts, HugePagesAllowed wanted)
    {
        var found = facts.Memory.HugePages.FirstOrDefault(pool => pool.SizeKib == wanted.SizeKib)?.Overcommit;
        return new Judgement($"the kernel makes {wanted.Pages} huge pages of {HugePageReservation.NameOf(wanted.SizeKib)} when guests ask for them", found >= wanted.Pages, $"{wanted.Path}: {Words(found)}");
    }

    private static string Words(long? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "absent";

    private static Judgement JudgeMembership(HostFacts facts, GroupMembership wanted)
    {
        var group = facts.Security.GroupOf(wanted.Group);
        var isMember = group is not null && facts.Security.UserOf(wanted.User) is { } user && group.Has(user);
        return new Judgement(
            $"{wanted.User} is {(wanted.IsMember ? "in" : "not in")} the group {wanted.Group}", isMember == wanted.IsMember,
            $"{HostRoots.Live.Etc("group")}: {(group is null ? "no such group" : group.Members.IsEmpty ? "no members" : string.Join(", ", group.Members))}");
    }

    private static Judgement JudgeNetwork(HostFacts facts, string name, string claim, Func<LibvirtNetwork, bool> isSo, bool wanted)
    {
        var network = facts.Network.Libvirt?.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.Ordinal));
        var isKnown = facts.Network is { Libvirt: not null, AreDefinitionsClosed: false };
        return new Judgement(
            claim, isKnown && (network is not null && isSo(network)) == wanted,
            !isKnown ? $"{HostRoots.Live.Etc("libvirt/qemu/networks")}: readable by root only"
                : network is null ? $"{HostRoots.Live.Etc("libvirt/qemu/networks")}: no such network"
                : $"{HostRoots.Live.Etc("libvirt/qemu/networks")}, {HostRoots.Live.Run("libvirt/network")}: {(network.IsAutomatic ? "starts by itself" : "does not start by itself")}, {(network.IsActive ? "on" : "off")}");
    }

    private static Judgement JudgeMemory(HostFacts facts, SharedMemoryIs wanted)
    {
        var found = facts.Virtualization.SharedMemory.FirstOrDefault(memory => string.Equals(memory.Path, wanted.Path, StringComparison.Ordinal));
        return new Judgement(
            wanted.User is null ? $"{wanted.Path} is not there" : $"{wanted.Path} is there for its user and for guests",
            wanted.User is null ? found is null : found?.User == wanted.User && found?.Group == wanted.Group && (found?.Mode & ReadWriteForBoth) == ReadWriteForBoth,
            $"{wanted.Path}: {(found is null ? "absent" : $"mode {Convert.ToString(found.Mode, 8)}, owner {found.User}:{found.Group}")}");
    }

    private static Judgement JudgeRom(HostFacts facts, string path)
    {
        var barrier = RomAccess.BarrierTo(facts, path);
        return new Judgement($"libvirt's guests may read {path}", barrier is null, $"{path}: {barrier ?? "nothing keeps them from it"}");
    }

    private static PciDevice? Find(HostFacts facts, DeviceIdentity expected, out string problem)
    {
        var device = facts.Pci.Find(expected.Address);
        var path = HostRoots.Live.Sys($"bus/pci/devices/{expected.Address}");
        problem = device is null ? $"{path}: no such device" : $"{path}: {device.Identity} is there, not {expected.Identity}";
        return device?.Identity == expected.Identity ? device : null;
    }
}
