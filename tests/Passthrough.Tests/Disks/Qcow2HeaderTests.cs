using FsCheck;
using FsCheck.Fluent;
using Passthrough.Disks;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Disks;

public class Qcow2HeaderTests
{
    [Theory]
    [InlineData("compat=0.10", 2, 65536)]
    [InlineData("compat=1.1,cluster_size=2M", 3, 2097152)]
    [InlineData("cluster_size=128k,extended_l2=on,lazy_refcounts=on", 3, 131072)]
    public void What_qemu_img_wrote_is_read(string options, int version, int clusterBytes)
    {
        using var images = new Images();
        Images.Tool("qemu-img", "create", "-f", "qcow2", "-o", options, images["x.qcow2"], "10G");
        var header = Qcow2Header.Parse(File.ReadAllBytes(images["x.qcow2"]))!;
        Assert.Equal(new Qcow2Header(version, 10L << 30, clusterBytes) { HasExtendedL2 = options.Contains("extended", StringComparison.Ordinal), HasLazyRefcounts = options.Contains("lazy", StringComparison.Ordinal) }, header);
    }

    [Fact]
    public void What_it_stands_on_snapshots_and_bitmaps_are_read()
    {
        using var images = new Images();
        Images.Tool("qemu-img", "create", "-f", "raw", images["base.raw"], "16M");
        Images.Tool("qemu-img", "create", "-f", "qcow2", "-b", "base.raw", "-F", "raw", images["x.qcow2"]);
        Images.Tool("qemu-img", "snapshot", "-c", "one", images["x.qcow2"]);
        Images.Tool("qemu-img", "bitmap", "--add", images["x.qcow2"], "b");
        var header = Qcow2Header.Parse(File.ReadAllBytes(images["x.qcow2"]))!;
        Assert.Equal(("base.raw", "raw", 1, true, 16L << 20), (header.BackingFile, header.BackingFormat, header.Snapshots, header.HasBitmaps, header.VirtualBytes));
    }

    [Fact]
    public void An_encrypted_image_says_so()
    {
        using var images = new Images();
        Images.Tool("qemu-img", "create", "-f", "qcow2", "--object", "secret,id=s,data=x", "-o", "encrypt.format=aes,encrypt.key-secret=s", images["x.qcow2"], "1M");
        Assert.True(Qcow2Header.Parse(File.ReadAllBytes(images["x.qcow2"]))!.IsEncrypted);
    }

    [Fact]
    public void Rubbish_and_damaged_headers_are_swallowed()
    {
        Rubbish.IsSwallowedAsBytesBy(bytes => Qcow2Header.Parse(bytes), "QFI", "\u00fb", "\0\0\0\u0003", "\0", "\u00ff");
        using var images = new Images();
        Images.Tool("qemu-img", "create", "-f", "raw", images["base.raw"], "16M");
        Images.Tool("qemu-img", "create", "-f", "qcow2", "-b", "base.raw", "-F", "raw", images["x.qcow2"]);
        var whole = File.ReadAllBytes(images["x.qcow2"])[..1024];
        var damaged = from place in Gen.Choose(4, 300) from value in Gen.Choose(0, 255) from length in Gen.Choose(0, 1024) select (place, (byte)value, length);
        Prop.ForAll(damaged.ToArbitrary(), change =>
        {
            var bytes = whole.ToArray();
            bytes[change.place] = change.Item2;
            Qcow2Header.Parse(bytes);
            Qcow2Header.Parse(bytes.AsSpan(0, change.length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true));
    }
}
