using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Disks;
using Passthrough.Guests.Disks;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Disks;

/// <summary>What tools print, and rubbish.</summary>
public class ToolOutputTests
{
    private const string Domain = """
        <domain><devices>
          <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/a/x.qcow2'/></disk>
          <disk type='block'><source dev='/dev/sdb'/></disk>
          <disk type='file' device='cdrom'><source file='/a/y.iso'/></disk>
          <disk type='network'><source protocol='rbd' name='a/b'/></disk>
        </devices></domain>
        """;

    [Fact]
    public void Progress_of_qemu_img_is_read_back() => Prop.ForAll(
        Gen.Choose(0, 10_000).ToArbitrary(),
        hundredths => Assert.Equal(hundredths / 100.0, QemuImgProgress.Parse(string.Create(CultureInfo.InvariantCulture, $"    ({hundredths / 100.0:0.00}/100%)"))!.Value, 9)).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Progress_of_virt_sparsify_belongs_to_its_step()
    {
        Assert.Equal(new DiskStep("Fill free space in /dev/sda1 with zero", null), SparsifyProgress.Parse("[  20.7] Fill free space in /dev/sda1 with zero", "before"));
        Assert.Equal(new DiskStep("before", 75), SparsifyProgress.Parse("9/12", "before"));
        Assert.Null(SparsifyProgress.Parse("{ \"message\": \"Trimming /dev/sda1\", \"type\": \"message\" }", "before"));
        Assert.Null(SparsifyProgress.Parse("1/0", "before"));
    }

    [Fact]
    public void Answers_of_qemu_img_are_read()
    {
        Assert.Equal(new ImageCheck(1, 2, 0, 3, 4), ImageCheck.Parse("""{"corruptions":1,"leaks":2,"check-errors":0,"corruptions-fixed":3,"leaks-fixed":4}"""));
        Assert.True(ImageCheck.Parse("""{"check-errors":0,"filename":"x"}""")!.IsSound);
        Assert.False(ImageCheck.Parse("""{"check-errors":1}""")!.IsSound);
        Assert.Equal(210042880, ImageMeasure.Parse("""{"required":210042880,"fully-allocated":1}"""));
        Assert.Equal(["extended_l2", "nocow"], QemuImgOptions.Parse("Supported qcow2 options:\n  extended_l2=<bool (on/off)> - Extended L2 tables\n  nocow=<bool>\n").Order(StringComparer.Ordinal));
        Assert.Equal(ToolWords.NoSpace, ToolWords.ErrnoOf("qemu-img: error while writing at byte 0: No space left on device"));
        Assert.True(ToolWords.IsLocked("qemu-img: Could not open 'a': Failed to get shared \"write\" lock\nIs another process using the image [a]?"));
    }

    [Fact]
    public void Disks_of_a_domain_are_those_that_it_writes() => Assert.Equal([("/a/x.qcow2", GuestDiskFormat.Qcow2), ("/dev/sdb", null)], DomainDiskSources.Parse(Domain));

    [Fact]
    public void Rubbish_is_swallowed()
    {
        Rubbish.IsSwallowedBy(text => QemuImgProgress.Parse(text), "(", "12.34", "/100%)", " ", "\r", "-1", "e9");
        Rubbish.IsSwallowedBy(text => SparsifyProgress.Parse(text, ""), "[", "]", "20.7", "12", "/", " ", "Fill", "99999999999999999999");
        Rubbish.IsSwallowedBy(text => ImageCheck.Parse(text), "{", "}", "\"check-errors\"", ":", "1", "1e99", "[", "]", ",", "\"leaks\"");
        Rubbish.IsSwallowedBy(text => ImageMeasure.Parse(text), "{", "}", "\"required\"", ":", "1", "-1", "null", "[]");
        Rubbish.IsSwallowedBy(text => QemuImgOptions.Parse(text), "=<", "a", "\n", " ");
        Rubbish.IsSwallowedBy(text => DomainDiskSources.Parse(text), "<disk>", "</disk>", "<source file='/a'/>", "<driver type='raw'/>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;");
    }
}
