using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host;
using Passthrough.Host.Iommu;
using Passthrough.Host.Iommu.Tables;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Iommu;

public class IommuTableTests
{
    [Fact]
    public void Dmar_tells_its_flags_reserved_memory_and_named_devices()
    {
        var table = Dmar.Parse(TestDmar())!;
        Assert.True(table.InterruptRemapping);
        Assert.True(table.IsProtectedBeforeBoot);
        Assert.Equal(["\\_SB.PCI0.UA00"], table.AcpiDevices);
        var memory = Assert.Single(table.ReservedMemory);
        Assert.Equal((0x3e2e0000UL, 0x3e2fffffUL), (memory.Start, memory.End));
    }

    [Fact]
    public void A_path_over_a_bridge_ends_at_the_function_below_it()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:14.0", "8086:a36d", "0c0330")
            .Pci("0000:00:1c.0", "8086:a338", "060400").File("/sys/devices/pci0000:00/0000:00:1c.0/secondary_bus_number", "2\n")
            .Pci("0000:00:1c.0/0000:02:00.4", "103c:3300", "0c0300");
        var pci = PciReader.Read(new MachineReader(machine.Roots));
        Assert.Equal("0000:00:14.0 0000:02:00.4", string.Join(' ', Dmar.Parse(TestDmar())!.ReservedMemory[0].On(pci)));
    }

    [Fact]
    public void Ivrs_tells_the_range_that_memory_is_reserved_for()
    {
        using var machine = new ScratchMachine().Pci("0000:00:14.0", "1022:790b", "0c0500").Pci("0000:00:14.3", "1022:790e", "060100").Pci("0000:00:18.0", "1022:1440", "060000");
        var table = Ivrs.Parse(TestIvrs())!;
        Assert.Null(table.InterruptRemapping);
        Assert.True(table.IsProtectedBeforeBoot);
        var memory = Assert.Single(table.ReservedMemory);
        Assert.Equal((0x7a000000UL, 0x7a0fffffUL), (memory.Start, memory.End));
        Assert.Equal("0000:00:14.0 0000:00:14.3", string.Join(' ', memory.On(PciReader.Read(new MachineReader(machine.Roots)))));
    }

    [Fact]
    public void Another_table_is_none()
    {
        Assert.Null(Dmar.Parse(TestIvrs()));
        Assert.Null(Ivrs.Parse(TestDmar()));
    }

    [Fact]
    public void No_bytes_make_a_table_parser_throw()
    {
        var configuration = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(500);
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]?>(), bytes => Swallow(bytes ?? [])).Check(configuration);
        foreach (var whole in new[] { TestDmar(), TestIvrs() })
        {
            var changes = Gen.Zip(Gen.Choose(0, whole.Length - 1), Gen.Choose(0, 255)).ListOf().ToArbitrary();
            Prop.ForAll(changes, Gen.Choose(0, whole.Length).ToArbitrary(), (list, length) =>
            {
                var bytes = whole.ToArray();
                foreach (var (at, value) in list)
                {
                    bytes[at] = (byte)value;
                }

                Swallow(bytes[..length]);
            }).Check(configuration);
        }
    }

    [Fact]
    public void Reserved_regions_name_what_the_firmware_asks_for()
    {
        var regions = IommuRegion.Parse("0x000000008b800000 0x000000008fffffff direct-relaxable\n0x00000000fee00000 0x00000000feefffff msi\n");
        Assert.Equal([new IommuRegion(0x8b800000, 0x8fffffff, "direct-relaxable")], regions);
    }

    [Fact]
    public void Rubbish_is_no_region() => Rubbish.IsSwallowedBy(text => IommuRegion.Parse(text), "0x0", " ", "\n", "direct", "0xffffffffffffffffff", "msi");

    [Fact]
    public void A_machine_tells_its_units_its_table_its_regions_and_whether_the_host_is_translated()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:02.0", "8086:3e98", "030000", group: 2)
            .File("/sys/kernel/iommu_groups/2/type", "identity\n")
            .File("/sys/kernel/iommu_groups/2/reserved_regions", "0x000000008b800000 0x000000008fffffff direct-relaxable\n")
            .Bytes("/sys/firmware/acpi/tables/DMAR", TestDmar())
            .File("/sys/class/iommu/dmar0/intel-iommu/ecap", "f050da\n");
        var iommu = HostReader.Read(machine.Roots).Iommu;
        Assert.Equal(IommuKind.IntelVtd, iommu.Kind);
        Assert.True(Assert.Single(iommu.UnitDetails).CanRemapInterrupts);
        Assert.True(iommu.Table!.InterruptRemapping);
        Assert.False(iommu.IsTableClosed);
        Assert.True(iommu.IsPassthrough);
        Assert.Equal("direct-relaxable", Assert.Single(iommu.Groups[0].ReservedRegions).Kind);
    }

    [Theory]
    [InlineData("dmar0", IommuKind.IntelVtd)]
    [InlineData("ivhd0", IommuKind.AmdVi)]
    [InlineData("smmu3.0x0000000009050000", IommuKind.Smmu)]
    [InlineData("0000:00:05.0", IommuKind.Virtio)]
    [InlineData("a003e00.virtio_mmio", IommuKind.Virtio)]
    public void The_kind_follows_from_the_units_name(string unit, IommuKind kind) =>
        Assert.Equal(kind, new IommuFacts(null, true, [unit], [], null).Kind);

    [Fact]
    public void A_virtio_iommu_is_known_by_its_table_before_the_kernel_runs_it() =>
        Assert.Equal(IommuKind.Virtio, new IommuFacts("VIOT", true, [], [], null).Kind);

    private static void Swallow(byte[] bytes) => Assert.True((Dmar.Parse(bytes)?.ReservedMemory.Length ?? 0) + (Ivrs.Parse(bytes)?.ReservedMemory.Length ?? 0) <= 64);

    // A unit, a reserved region for 00:14.0 and for the function below 00:1c.0, and a named device.
    private static byte[] TestDmar()
    {
        byte[] unit = [0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 0xd9, 0xfe, 0, 0, 0, 0];
        byte[] region =
        [
            1, 0, 42, 0, 0, 0, 0, 0, 0, 0, 0x2e, 0x3e, 0, 0, 0, 0, 0xff, 0xff, 0x2f, 0x3e, 0, 0, 0, 0,
            1, 8, 0, 0, 0, 0, 0x14, 0,
            1, 10, 0, 0, 0, 0, 0x1c, 0, 0, 4,
        ];
        byte[] name = [.. "\\_SB.PCI0.UA00"u8, 0];
        byte[] named = [4, 0, (byte)(8 + name.Length), 0, 0, 0, 0, 1, .. name];
        return Table("DMAR", [46, 1 | 4, .. new byte[10]], unit, region, named);
    }

    // A hardware block, and reserved memory for 00:14.0 to 00:14.7.
    private static byte[] TestIvrs()
    {
        byte[] unit = [0x10, 0, 24, 0, .. new byte[20]];
        byte[] memory = [0x22, 1 | 2 | 4, 32, 0, 0xa0, 0, 0xa7, 0, .. new byte[8], 0, 0, 0, 0x7a, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0];
        return Table("IVRS", [2, 0, 0, 0, .. new byte[8]], unit, memory);
    }

    private static byte[] Table(string signature, byte[] head, params byte[][] structures)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(signature), .. new byte[32], .. head, .. structures.SelectMany(structure => structure)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length);
        return bytes;
    }
}
