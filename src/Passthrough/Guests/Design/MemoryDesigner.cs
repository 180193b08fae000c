using Passthrough.Guests.Memory;
using Passthrough.Host.Virtualization;

namespace Passthrough.Guests.Design;

/// <summary>Chooses memory.</summary>
internal static class MemoryDesigner
{
    private const int UsualMiB = 16 * 1024;
    private const int WholeMiB = 1024;
    private const int UnknownMiB = 8 * 1024;

    // What VFIO pins beside the guest's memory fits into this, as libvirt reckons.
    private const int KeptForHostMiB = 512;

    /// <summary>The memory, without what depends on devices.</summary>
    public static GuestMemory Design(DesignScope scope)
    {
        var wanted = scope.Wanted.Memory;
        var total = scope.Host.Memory.TotalKib is { } kib ? (int)(kib / 1024) : (int?)null;
        var size = scope.Choose("memory.size", wanted.SizeMiB, Usual(total), total is null ? "how much the machine has is not known" : "half of the machine's, at most 16 GiB", MemorySize.Words);
        if (total is { } all && size > all - KeptForHostMiB)
        {
            throw scope.Bad("memory.size", $"{MemorySize.Words(size)} is more than a guest can get of the machine's {all}M", $"give {MemorySize.Words(Math.Max(GuestRules.LeastMemoryMiB, all - KeptForHostMiB))} or less");
        }

        var pages = scope.Word("memory.huge-pages", wanted.HugePages, Reserved(scope, size), ReasonOfPages(scope, size));
        if (GuestMemory.PageBytes(pages) is { } page && size % (page >> 20) != 0)
        {
            throw scope.Bad("memory.size", $"{MemorySize.Words(size)} is no whole number of pages of {EnumWord.Of(pages)}", "give a multiple of the page size");
        }

        if (GuestMemory.PageBytes(pages) is { } bytes && !scope.Host.Memory.HugePages.IsEmpty && scope.Host.Memory.HugePages.All(pool => pool.SizeKib << 10 != bytes))
        {
            throw scope.Refused("memory.huge-pages", $"this machine has no huge pages of {EnumWord.Of(pages)}", "choose another size, or off");
        }

        return new GuestMemory(size) { HugePages = pages, Mmio64MiB = Window(scope) };
    }

    /// <summary>What depends on the guest's devices.</summary>
    public static GuestMemory Finish(DesignScope scope, GuestSpec guest)
    {
        var wanted = scope.Wanted.Memory;
        var hasDevices = !guest.Devices.IsEmpty;
        var balloon = scope.Flag("memory.balloon", wanted.HasBalloon, !hasDevices, hasDevices ? "VFIO pins all memory, so none can be taken back" : "the host can take unused memory back");
        if (balloon && hasDevices)
        {
            throw scope.Bad("memory.balloon", "a balloon takes no memory back from a guest with passed-through devices, and costs time", "leave it away");
        }

        return guest.Memory with
        {
            IsLocked = scope.Flag("memory.locked", wanted.IsLocked, chosen: false, hasDevices ? $"VFIO pins the guest's memory in any case{LimitOf(scope, guest)}" : "the host may swap"),
            IsMerged = scope.Flag("memory.merge", wanted.IsMerged, !hasDevices, hasDevices ? "pinned pages cannot be joined with equal ones, so looking for them is wasted" : "equal pages of several guests are kept once"),
            HasBalloon = balloon,
            IsShared = !guest.Shares.IsEmpty,
        };
    }

    // libvirt raises the limit of its QEMU by itself; a unit of systemd has none.
    private static string LimitOf(DesignScope scope, GuestSpec guest)
    {
        if (guest.Runtime != GuestRuntime.Libvirt)
        {
            return "; its unit lifts the limit";
        }

        var needs = new LockedMemoryNeeds { MemoryKib = guest.Memory.SizeMiB * 1024L, HostDevices = guest.Devices.Length };
        var limit = LockedMemory.Of(needs, LockedMemory.RuleOf(ToolVersion.Parse(scope.Host.Virtualization.LibvirtVersion)))!.Bytes!.Value >> 20;
        if (scope.Host.Memory.TotalKib is { } total && limit > total / 1024)
        {
            scope.Warn($"memory.size: libvirt lets QEMU lock {MemorySize.Words((int)limit)}, and the machine has {total / 1024}M: the host may run out of memory");
        }

        return $"; libvirt lets QEMU lock {MemorySize.Words((int)limit)}";
    }

    private static int Usual(int? total)
    {
        var half = Math.Min(total / 2 ?? UnknownMiB, UsualMiB);
        return half >= 2 * WholeMiB ? half / WholeMiB * WholeMiB : Math.Max(GuestRules.LeastMemoryMiB, half / 64 * 64);
    }

    private static HugePageSize Reserved(DesignScope scope, int sizeMiB) =>
        new[] { HugePageSize.Gib1, HugePageSize.Mib2 }.FirstOrDefault(size => Pool(scope, size) is { } mib && mib >= sizeMiB && sizeMiB % (GuestMemory.PageBytes(size)!.Value >> 20) == 0);

    private static string ReasonOfPages(DesignScope scope, int sizeMiB) =>
        Reserved(scope, sizeMiB) != HugePageSize.Off ? "the machine has enough of them reserved" : "not enough are reserved on this machine: passthrough plan --hugepages";

    private static long? Pool(DesignScope scope, HugePageSize size) =>
        scope.Host.Memory.HugePages.FirstOrDefault(pool => pool.SizeKib << 10 == GuestMemory.PageBytes(size)) is { Total: { } total, SizeKib: var kib } ? total * kib / 1024 : null;

    private static int? Window(DesignScope scope)
    {
        if (scope.Wanted.Memory.Mmio64MiB is { } window)
        {
            scope.Note("memory.mmio-window", MemorySize.Words(window), "", isGiven: true);
            return window;
        }

        return null;
    }
}
