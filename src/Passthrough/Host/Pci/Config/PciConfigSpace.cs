using System.Collections.Immutable;

namespace Passthrough.Host.Pci.Config;

/// <summary>Understands the bytes of config space (file <c>config</c>): header, capability lists and the capabilities that passing a device through rests on; takes the serial number out.</summary>
public static class PciConfigSpace
{
    private const int Status = 0x06;
    private const int HeaderType = 0x0e;
    private const int ListInStatus = 0x10;
    private const int FirstCapability = 0x40;
    private const int FirstExtended = 0x100;

    private const byte PowerManagementId = 0x01;
    private const byte PciXId = 0x07;
    private const byte ExpressId = 0x10;
    private const byte AdvancedFeaturesId = 0x13;
    private const ushort SerialNumberId = 0x03;
    private const ushort AccessControlId = 0x0d;
    private const ushort VirtualFunctionsId = 0x10;
    private const ushort ResizableBarId = 0x15;

    private const ushort Intel = 0x8086;

    /// <summary>What the bytes say; never throws.</summary>
    /// <param name="config">The readable bytes from the beginning.</param>
    /// <returns>Null when there is no whole header type, or when all is ones, which is what a device answers that is gone or asleep.</returns>
    public static PciConfiguration? Parse(ReadOnlySpan<byte> config)
    {
        var bytes = new ConfigBytes(config);
        if (bytes.Word(0) is null or 0xffff || bytes.Byte(HeaderType) is not { } type)
        {
            return null;
        }

        var header = (type & 0x7f) switch
        {
            0 => PciHeaderKind.Endpoint,
            1 => PciHeaderKind.Bridge,
            2 => PciHeaderKind.CardBus,
            _ => PciHeaderKind.Unknown,
        };
        var isWhole = WalkList(bytes, header, out var capabilities);
        var express = Find(capabilities, ExpressId) is { } at ? ReadExpress(bytes, at) : null;
        var areExtendedWhole = WalkExtended(bytes, capabilities, isWhole, out var extended);
        return new PciConfiguration
        {
            ReadableBytes = bytes.Length,
            Header = header,
            IsMultifunction = (type & 0x80) != 0,
            AreCapabilitiesReadable = isWhole,
            AreExtendedCapabilitiesReadable = areExtendedWhole,
            Capabilities = capabilities,
            ExtendedCapabilities = extended,
            Express = express,
            PowerManagement = Find(capabilities, PowerManagementId) is { } power ? ReadPower(bytes, power) : null,
            HasAdvancedFeaturesReset = Find(capabilities, AdvancedFeaturesId) is { } features && bytes.Byte(features + 3) is { } flags ? (flags & 2) != 0 : null,
            AccessControl = FindExtended(extended, AccessControlId) is { } access ? ReadAccess(bytes, access, express) : null,
            ResizableBars = FindExtended(extended, ResizableBarId) is { } sizes ? ReadSizes(bytes, sizes) : [],
            HasVirtualFunctions = FindExtended(extended, VirtualFunctionsId) is not null,
        };
    }

    /// <summary>The same bytes with zeros for the Device Serial Number (PCI Express Base Specification, section 7.9.3).</summary>
    /// <param name="config">The readable bytes from the beginning.</param>
    public static byte[] WithoutSerial(ReadOnlySpan<byte> config)
    {
        var result = config.ToArray();
        WalkExtended(new ConfigBytes(config), out var extended);
        foreach (var serial in extended.Where(capability => capability.Id == SerialNumberId))
        {
            var at = serial.Offset + 4;
            result.AsSpan(at, Math.Min(8, result.Length - at)).Clear();
        }

        return result;
    }

    private static bool WalkList(ConfigBytes bytes, PciHeaderKind header, out ImmutableArray<PciCapability> list)
    {
        list = [];
        if (header == PciHeaderKind.Unknown || (bytes.Word(Status) & ListInStatus) is not ListInStatus)
        {
            return true;
        }

        var found = ImmutableArray.CreateBuilder<PciCapability>();
        var seen = new HashSet<int>();
        var pointer = bytes.Byte(header == PciHeaderKind.CardBus ? 0x14 : 0x34);
        var isWhole = pointer is not null;
        // The two low bits of each pointer are reserved. A pointer into the header or to a place already seen ends a broken list.
        while (pointer is { } next && (next & ~3) >= FirstCapability && seen.Add(next & ~3))
        {
            var offset = next & ~3;
            if (bytes.Long(offset) is not { } head)
            {
                isWhole = false;
                break;
            }

            if ((head & 0xff) == 0xff)
            {
                break;
            }

            found.Add(new PciCapability((byte)head, offset));
            pointer = (byte)(head >> 8);
        }

        list = found.ToImmutable();
        return isWhole;
    }

    private static bool WalkExtended(ConfigBytes bytes, ImmutableArray<PciCapability> capabilities, bool isWhole, out ImmutableArray<PciExtendedCapability> list)
    {
        list = [];
        if (Find(capabilities, ExpressId) is null && Find(capabilities, PciXId) is null)
        {
            // Only PCI Express and PCI-X have bytes after the first 256; which of them this is cannot be told from half a list.
            return isWhole;
        }

        return WalkExtended(bytes, out list);
    }

    private static bool WalkExtended(ConfigBytes bytes, out ImmutableArray<PciExtendedCapability> list)
    {
        var found = ImmutableArray.CreateBuilder<PciExtendedCapability>();
        var seen = new HashSet<int>();
        var offset = FirstExtended;
        var areAllSeen = true;
        while (offset >= FirstExtended && seen.Add(offset))
        {
            if (bytes.Long(offset) is not { } head)
            {
                areAllSeen = false;
                break;
            }

            if (head is 0 or 0xffffffff)
            {
                break;
            }

            found.Add(new PciExtendedCapability((ushort)head, (byte)(head >> 16 & 0xf), offset));
            offset = (int)(head >> 20) & ~3;
        }

        list = found.ToImmutable();
        return areAllSeen;
    }

    private static PciExpress? ReadExpress(ConfigBytes bytes, int at)
    {
        if (bytes.Word(at + 2) is not { } flags || bytes.Long(at + 4) is not { } device)
        {
            return null;
        }

        var number = flags >> 4 & 0xf;
        var kind = number is <= 1 or (>= 4 and <= 10) ? (PciExpressKind)number : PciExpressKind.Unknown;
        var hasLink = kind is not (PciExpressKind.IntegratedEndpoint or PciExpressKind.EventCollector);
        // Only ports have slots, whatever the bit says elsewhere.
        var hasSlot = (flags & 0x100) != 0 && (kind is PciExpressKind.RootPort or PciExpressKind.DownstreamPort or PciExpressKind.BridgeFromPci);
        return new PciExpress(
            flags & 0xf,
            kind,
            hasSlot,
            (device & 1u << 28) != 0,
            hasLink && bytes.Long(at + 0x0c) is { } most ? Link(most) : null,
            hasLink && bytes.Word(at + 0x12) is { } now ? Link(now) : null,
            hasSlot && bytes.Long(at + 0x14) is { } slot ? (int)(slot >> 19) : null);
    }

    // Speed in bits 3:0 and width in bits 9:4, in the link's capabilities as in its status.
    private static PciLinkState Link(uint register) => new(
        (register & 0xf) switch { 1 => 2.5, 2 => 5, 3 => 8, 4 => 16, 5 => 32, 6 => 64, _ => null },
        (int)(register >> 4 & 0x3f) is > 0 and var width ? width : null);

    private static PciPowerManagement? ReadPower(ConfigBytes bytes, int at) =>
        bytes.Word(at + 2) is { } flags && bytes.Word(at + 4) is { } control
            ? new PciPowerManagement(flags & 7, control & 3, (control & 8) != 0)
            : null;

    private static PciAccessControl? ReadAccess(ConfigBytes bytes, int at, PciExpress? express)
    {
        var control = at + (HasWideAccessControl(bytes, express) ? 8 : 6);
        return bytes.Word(at + 4) is { } supported && bytes.Word(control) is { } enabled
            ? new PciAccessControl((PciAcsFlags)(supported & 0x7f), (PciAcsFlags)(enabled & 0x7f))
            : null;
    }

    // The root ports of Intel's 100 and 200 series have both registers four bytes wide, against the specification; the kernel knows them by the same ids
    // (pci_quirk_intel_spt_pch_acs_match in drivers/pci/quirks.c).
    private static bool HasWideAccessControl(ConfigBytes bytes, PciExpress? express) =>
        express?.Kind == PciExpressKind.RootPort
        && bytes.Word(0) == Intel
        && bytes.Word(2) is (>= 0xa110 and <= 0xa11f) or (>= 0xa167 and <= 0xa16a) or (>= 0xa290 and <= 0xa29f) or (>= 0xa2e7 and <= 0xa2ee) or (>= 0x9d10 and <= 0x9d1b);

    private static ImmutableArray<PciResizableBar> ReadSizes(ConfigBytes bytes, int at)
    {
        var bars = ImmutableArray.CreateBuilder<PciResizableBar>();
        var count = (int)((bytes.Long(at + 8) ?? 0) >> 5 & 7);
        for (var index = 0; index < Math.Min(count, 6); index++)
        {
            if (bytes.Long(at + 4 + index * 8) is { } capability && bytes.Long(at + 8 + index * 8) is { } control)
            {
                // Bits 31:4 of the capability are 1 MiB to 128 TiB; the upper half of the control register goes on from there.
                var sizes = PciResizableBar.Sizes(capability >> 4 | (ulong)(control >> 16) << 28);
                bars.Add(new PciResizableBar((int)(control & 7), 1UL << (int)((control >> 8 & 0x3f) % 44 + 20), sizes));
            }
        }

        return bars.ToImmutable();
    }

    private static int? Find(ImmutableArray<PciCapability> list, byte id)
    {
        foreach (var capability in list)
        {
            if (capability.Id == id)
            {
                return capability.Offset;
            }
        }

        return null;
    }

    private static int? FindExtended(ImmutableArray<PciExtendedCapability> list, ushort id)
    {
        foreach (var capability in list)
        {
            if (capability.Id == id)
            {
                return capability.Offset;
            }
        }

        return null;
    }
}
