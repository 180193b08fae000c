using System.Xml.Linq;
using Passthrough.Guests.Memory;
using Passthrough.Host.Virtualization;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Memory;

public class LockedMemoryTests(ITestOutputHelper output)
{
    private const long GiB = 1024L * 1024 * 1024;

    // What libvirt's own test of these domains expects (tests/qemumemlocktest.c of the present version): bytes, -1 for no limit, 0 for none set.
    private static readonly Dictionary<string, long> Expected = new(StringComparer.Ordinal)
    {
        ["pc-kvm"] = 0,
        ["pc-tcg"] = 0,
        ["pc-hardlimit"] = 2147483648,
        ["pc-locked"] = -1,
        ["pc-hostdev"] = 2147483648,
        ["pc-hostdev-nvme"] = 3221225472,
        ["pc-hardlimit+locked"] = 2147483648,
        ["pc-hardlimit+hostdev"] = 2147483648,
        ["pc-hardlimit+locked+hostdev"] = 2147483648,
        ["pc-locked+hostdev"] = -1,
    };

    [Fact]
    public void Libvirt_sets_the_same_limit_for_its_own_test_domains()
    {
        var compared = 0;
        foreach (var path in Directory.GetFiles(Path.Combine(CorpusFolder.Require("libvirt"), "qemumemlockdata"), "*.xml").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path)["qemumemlock-".Length..];
            if (name.StartsWith("pseries-", StringComparison.Ordinal))
            {
                output.WriteLine($"{name}: POWER has rules of its own, and this product is for x86-64");
                continue;
            }

            Assert.Equal((name, Expected[name]), (name, Number(LockedMemory.Of(Needs(XDocument.Load(path)), MemlockRule.OncePerNvmeDisk))));
            compared++;
        }

        Assert.Equal(8, compared);
    }

    [Theory]
    [InlineData("8.0.0", 1, 1, 0, false, 2)]
    [InlineData("8.0.0", 3, 2, 1, true, 2)]
    [InlineData("9.0.0", 1, 1, 0, false, 2)]
    [InlineData("9.0.0", 2, 1, 0, true, 4)]
    [InlineData("9.0.0", 2, 0, 2, false, 4)]
    [InlineData("9.0.0", 0, 0, 2, false, 3)]
    [InlineData("10.0.0", 1, 1, 0, false, 3)]
    [InlineData("10.0.0", 2, 1, 0, true, 4)]
    [InlineData("10.0.0", 4, 0, 0, false, 2)]
    [InlineData("10.0.0", 2, 2, 1, false, 5)]
    [InlineData("10.0.0", 0, 0, 0, true, 0)]
    public void Versions_count_devices_differently(string version, int hostDevices, int nvmeDisks, int vdpaDevices, bool hasIommu, int gibibytes)
    {
        var needs = new LockedMemoryNeeds { MemoryKib = 1024 * 1024, HostDevices = hostDevices, NvmeDisks = nvmeDisks, VdpaDevices = vdpaDevices, HasVirtualIommu = hasIommu };
        Assert.Equal(gibibytes * GiB, Number(LockedMemory.Of(needs, LockedMemory.RuleOf(ToolVersion.Parse(version)))));
    }

    [Fact]
    public void An_unknown_version_counts_as_the_present_one() => Assert.Equal(MemlockRule.OncePerNvmeDisk, LockedMemory.RuleOf(null));

    [Fact]
    public void A_guest_of_a_tebibyte_does_not_overflow() =>
        Assert.Equal(8193 * GiB, Number(LockedMemory.Of(new LockedMemoryNeeds { MemoryKib = 1L << 30, HostDevices = 8, HasVirtualIommu = true }, MemlockRule.OncePerNvmeDisk)));

    private static long Number(MemlockLimit? limit) => limit is null ? 0 : limit.Bytes ?? -1;

    private static LockedMemoryNeeds Needs(XDocument domain) => new()
    {
        MemoryKib = (long)domain.Root!.Element("memory")!,
        HardLimitKib = (long?)domain.Root.Element("memtune")?.Element("hard_limit"),
        IsLocked = domain.Descendants("locked").Any(),
        HostDevices = domain.Descendants("hostdev").Count(),
        NvmeDisks = domain.Descendants("disk").Count(disk => (string?)disk.Attribute("type") == "nvme"),
        HasVirtualIommu = domain.Descendants("iommu").Any(),
    };
}
