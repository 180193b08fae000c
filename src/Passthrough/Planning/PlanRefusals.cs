using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Virtualization;
using Passthrough.Planning.BootChains;
using Passthrough.Planning.Isolation;
using Passthrough.Planning.KernelLine;
using Passthrough.Readiness;

namespace Passthrough.Planning;

/// <summary>The safety rules that forbid a plan. Each check passes or throws; nothing is changed either way.</summary>
internal static class PlanRefusals
{
    /// <summary>Options of a module that is not there would change nothing, and nothing could be verified.</summary>
    /// <exception cref="RefusedException">The kernel shows no such parameter.</exception>
    public static void RequireKvmWhereItsOptionsAreAskedFor(HostFacts facts, PlanRequest request)
    {
        if (request.IgnoreMsrs && facts.Virtualization.Parameter(KvmOptions.Module, KvmOptions.IgnoreMsrs) is null)
        {
            throw new RefusedException(
                "the module kvm is not loaded, so its options would change nothing",
                ModuleParameter.PathOf(KvmOptions.Module, KvmOptions.IgnoreMsrs),
                "switch on virtualization in the firmware's setup, or load the module (sudo modprobe kvm_intel, or kvm_amd); or plan without --ignore-msrs");
        }
    }

    /// <summary>The card that the request names.</summary>
    /// <exception cref="NotFoundException">Nothing is at the address.</exception>
    /// <exception cref="RefusedException">What is there is no graphics card's display function.</exception>
    public static GraphicsCard CardOf(HostFacts facts, PciAddress address)
    {
        var device = facts.Pci.Find(address)
            ?? throw new NotFoundException($"there is no PCI device at {address}", address.ToString(), Cards(facts));
        if (device.Class.IsBridge)
        {
            throw new RefusedException($"{address} is a bridge: bridges stay with the host", address.ToString(), Cards(facts));
        }

        var card = facts.Display.CardOf(address);
        if (card is not null && card.Display == address)
        {
            return card;
        }

        throw card is not null
            ? new RefusedException($"{address} is not the display function of its card", address.ToString(), $"name the card by its display function: --gpu {card.Display} (its other functions come with it)")
            : new RefusedException($"{address} ({DeviceWords.Describe(device)}) is not a graphics card", address.ToString(), Cards(facts));
    }

    /// <summary>The machine has an IOMMU that the kernel can use.</summary>
    public static void RequireIommu(HostFacts facts)
    {
        var iommu = facts.Iommu;
        if (iommu.IsOn || iommu.FirmwareTable is not null)
        {
            return;
        }

        var tables = HostRoots.Live.Sys("firmware/acpi/tables");
        if (!iommu.TablesReadable)
        {
            throw new RefusedException("it is not known whether this machine has an IOMMU: the kernel made no groups and the firmware's tables cannot be read", tables, "run 'passthrough check' on the machine itself");
        }

        throw facts.Cpu.IsUnderHypervisor == true
            ? new RefusedException("this machine is itself a virtual machine and its hypervisor shows it no IOMMU", tables, "give this virtual machine an IOMMU on its own host (QEMU: -device intel-iommu,intremap=on,caching-mode=on)")
            : new RefusedException("the firmware offers no IOMMU: no DMAR or IVRS table", tables, "switch it on in the firmware's setup (Intel: VT-d; AMD: IOMMU and SVM); if it has no such setting, this machine cannot do passthrough");
    }

    /// <summary>The host keeps a display: the card is neither the only one nor the one that the firmware booted with, or stays the host's until a guest starts.</summary>
    public static void RequireHostKeepsDisplay(HostFacts facts, GraphicsCard card, PlanRequest request)
    {
        if (request.Isolation == IsolationWay.OnDemand)
        {
            return;
        }

        var others = facts.Display.Cards.Where(other => other.Display != card.Display).ToImmutableArray();
        if (others.IsEmpty)
        {
            throw new RefusedException($"{card.Display} is the only graphics card: without it the host has no screen", card.Display.ToString(), "put a second card in, or switch on the processor's own graphics in the firmware's setup; or let guests take it while they run: --isolation on-demand, and 'single-gpu: on' in passthrough.yaml");
        }

        if (card.IsBoot == true)
        {
            throw new RefusedException($"{card.Display} is the card that the firmware booted with", card.Display.ToString(), $"make another card the primary display in the firmware's setup, or choose another: {string.Join(", ", others.Select(other => other.Display))}");
        }

        var isOnlyScreen = card.ConnectedOutputs.Length > 0 && others.All(other => other.ConnectedOutputs.IsEmpty);
        if (card.IsBoot is null && isOnlyScreen)
        {
            throw new RefusedException($"{card.Display} has the only connected screen ({string.Join(", ", card.ConnectedOutputs)}), and it is not known which card the firmware booted with", card.Display.ToString(), "connect a screen to the card that stays with the host");
        }
    }

    /// <summary>The card's IOMMU groups hold nothing else, as far as there are groups, or a person accepts what an override would hide.</summary>
    public static void RequireOwnGroups(HostFacts facts, GraphicsCard card, PlanRequest request)
    {
        if (request.AcsOverride is not null)
        {
            AcsOverride.RequireNamed(facts, card, request);
            return;
        }

        var foreign = GroupIsolation.ForeignEndpoints(facts, card);
        if (!foreign.IsEmpty)
        {
            var groups = string.Join(", ", foreign.Select(device => facts.Iommu.GroupOf(device.Address)?.Number).Distinct());
            throw new RefusedException(
                $"IOMMU group {groups} of {card.Display} also holds {string.Join("; ", foreign.Select(device => $"{device.Address} {DeviceWords.Describe(device)}"))}: a guest that gets the card gets all of the group",
                HostRoots.Live.Sys("kernel/iommu_groups"),
                "put the card into a slot of its own root port (often the first, nearest the processor), move the other device, or look for ACS in the firmware's setup");
        }
    }

    /// <summary>Nobody uses the card now, or the person accepts that; a card that is lent on demand stays with whoever uses it.</summary>
    public static void RequireNoHolders(GraphicsCard card, PlanRequest request)
    {
        if (request.AllowHolders || request.Isolation == IsolationWay.OnDemand || card.Holders.IsEmpty)
        {
            return;
        }

        var holders = string.Join("; ", card.Holders.Select(holder => $"{holder.Command} (pid {holder.ProcessId}) has {holder.Node} open"));
        throw new RefusedException($"{card.Display} is in use: {holders}", card.Display.ToString(), "end these programs, or say --allow-holders: they lose the card at the next boot");
    }

    /// <summary>The boot chain is one that this program changes.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    /// <exception cref="NeedsRootException">What it starts cannot be read.</exception>
    public static void RequireKnownBootChain(HostFacts facts, PlanRequest request, ImmutableArray<DeviceIdentity> devices)
    {
        var byHand = ByHand(facts, devices);
        if (facts.Boot.LineTool == KernelLineTool.NixOs)
        {
            throw new RefusedException(
                "NixOS writes the files that this machine starts from out of its configuration, which is a program: this program does not edit it", HostRoots.Live.Etc("nixos/configuration.nix"),
                $"write this as {NixosModule.Path}, add ./{NixosModule.FileName} to imports in configuration.nix, run: sudo nixos-rebuild boot, and reboot\n\n{NixosModule.Text(facts, request, devices)}");
        }

        if (facts.Boot.Loader.Kind is not (BootLoaderKind.Grub or BootLoaderKind.GrubLoaderEntries or BootLoaderKind.SystemdBoot or BootLoaderKind.UnifiedKernelImage or BootLoaderKind.Limine or BootLoaderKind.Refind))
        {
            throw new RefusedException($"the boot loader is not known to be GRUB, systemd-boot, Limine or rEFInd: {string.Join("; ", facts.Boot.Loader.Evidence)}", facts.Boot.Loader.ConfigurationPath, byHand);
        }

        if (facts.Boot.LineTool == KernelLineTool.UnifiedImageBuilder && facts.Boot.OrdinaryImages.FirstOrDefault(image => image.Builder == InitramfsGenerator.Unknown) is { } unknown)
        {
            throw new RefusedException("it is not certain what builds this unified kernel image: no preset of mkinitcpio names it, and it is not one that dracut builds by itself", unknown.Path, byHand);
        }

        if (!DrivenKernelLine.Is(facts.Boot))
        {
            throw new RefusedException($"the kernel line is written by {KernelLineSteps.NameOf(facts.Boot.LineTool)} here, which this program does not drive yet", facts.Boot.Loader.ConfigurationPath, byHand);
        }

        if (facts.Boot.SealedBy is { } seal)
        {
            var renewed = facts.Boot.LineTool == KernelLineTool.Sdbootutil ? "sudo sdbootutil mkinitrd, which also predicts what will be measured" : "have the policy made anew for the new start (systemd-pcrlock(8))";
            throw new RefusedException("a disk's key is sealed to what is measured of kernel line and initramfs: after a change the next start would ask for the recovery key", seal, $"{byHand}; then, with the recovery key at hand: {renewed}");
        }

        if (facts.Boot is { Loader: { Kind: BootLoaderKind.Grub } loader } && ((loader.ConfigurationPath is null && facts.Boot.LineTool != KernelLineTool.ProxmoxBootTool) || loader.DefaultsPath is null))
        {
            throw new RefusedException("it is not known which files GRUB is configured by", null, byHand);
        }

        if (facts.Boot is { Loader.Kind: not BootLoaderKind.Grub, LineTool: not KernelLineTool.ProxmoxBootTool, Entries.IsEmpty: true }
            or { Loader.Kind: BootLoaderKind.GrubLoaderEntries or BootLoaderKind.SystemdBoot, LineTool: not KernelLineTool.ProxmoxBootTool, LoaderMenu: null })
        {
            if (facts.Boot.Loader.Kind == BootLoaderKind.Refind)
            {
                throw new RefusedException("no file with kernel lines of rEFInd's was found", HostRoots.Live.Boot("refind_linux.conf"), "run the same command with sudo, with the boot partition mounted; where there is none, make one: sudo mkrlconf");
            }

            throw new NeedsRootException("the boot loader's entries cannot be read, so it is not known what starts this machine now", facts.Boot.Loader.ConfigurationPath, "run the same command with sudo, with the boot partition mounted");
        }
    }

    /// <summary>What a person can do where this program does not write.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="devices">The card's functions.</param>
    public static string ByHand(HostFacts facts, ImmutableArray<DeviceIdentity> devices)
    {
        var words = KernelWordsFor.Iommu(facts.Iommu.Kind, facts.Boot.CommandLine).Wanted;
        var line = words.IsEmpty ? "" : $"{KernelLineSteps.Add(facts, words)}; ";
        var ids = string.Join(',', devices.Select(device => device.Identity.Ids).Distinct(StringComparer.Ordinal));
        return $"by hand: {line}add to a file in {HostRoots.Live.Etc("modprobe.d")}: options vfio-pci ids={ids} (this takes every device with these ids); put vfio-pci into the initramfs";
    }

    /// <summary>Every installed kernel has vfio-pci and an initramfs.</summary>
    public static void RequireKernels(HostFacts facts)
    {
        // A deployment of ostree brings one kernel and its initramfs with it, and neither is in /boot under a name of the kernel's.
        if (facts.Boot.LineTool == KernelLineTool.RpmOstree)
        {
            return;
        }

        var isUnified = facts.Boot.LineTool == KernelLineTool.UnifiedImageBuilder;
        if (!isUnified && facts.Boot.Kernels.All(kernel => kernel is { InitramfsPath: null, InitramfsCopies.IsEmpty: true }))
        {
            throw new RefusedException("no installed kernel with an initramfs was found", HostRoots.Live.Boot(), "install a kernel of the distribution");
        }

        if (facts.Boot.Presets.FirstOrDefault(preset => preset.Kernel is null) is { } odd)
        {
            throw new RefusedException("a preset of mkinitcpio is written in a way that cannot be followed with certainty", odd.Path, "write plain assignments there: ALL_kver=, PRESETS=(), default_image=");
        }

        if (!isUnified && !facts.Boot.Presets.IsEmpty && facts.Boot.Kernels.FirstOrDefault(kernel => !kernel.IsOnlyForLoader && BootImages.PresetOf(kernel, facts.Boot.Presets)?.Images.Any(image => image.Path is not null) != true) is { } unbuilt)
        {
            throw new RefusedException($"mkinitcpio builds no initramfs of its own for kernel {unbuilt.Version}: no preset does, or only a unified kernel image", HostRoots.Live.Etc("mkinitcpio.d"), "let its preset build an image too: default_image=");
        }

        if (facts.Boot.Kernels.FirstOrDefault(kernel => kernel.VfioPci == DriverForm.Absent) is { } without)
        {
            throw new RefusedException($"kernel {without.Version} has no vfio-pci driver", without.ImagePath, "remove this kernel, or install one of the distribution's ordinary kernels (Debian: linux-image-amd64, not the cloud kernel)");
        }
    }

    /// <summary>A file that would be written holds text that survives being read and written.</summary>
    public static void RequireExact(BootFacts boot, string path)
    {
        if (boot.ConfigurationFile(path) is { IsExact: false })
        {
            throw new RefusedException($"{path} is not valid UTF-8 and would not be restored byte for byte", path, "move the file away, then plan again");
        }
    }

    private static string Cards(HostFacts facts) => facts.Display.Cards.IsEmpty
        ? "this machine shows no graphics card on PCI"
        : $"the graphics cards of this machine are: {string.Join(", ", facts.Display.Cards.Select(card => facts.Pci.Find(card.Display) is { } device ? $"{card.Display} ({DeviceWords.Name(device)})" : card.Display.ToString()))}";
}
