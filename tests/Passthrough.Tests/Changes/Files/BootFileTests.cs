using Passthrough.Changes.Files;
using Passthrough.Native.Libc;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Changes.Files;

public class BootFileTests
{
    private const string Image = "/boot/initrd.img";

    [Fact]
    public void A_file_that_a_boot_loader_reads_is_replaced_and_nothing_is_left_beside_it()
    {
        using var machine = new ScratchMachine().File(Image, "old").File("/boot/.staging", "new");
        var target = machine.Roots.Locate(Image);

        BootFile.Replace(machine.Roots.Locate("/boot/.staging"), target, Image);

        Assert.Equal(["new"], File.ReadLines(target));
        Assert.Equal([target], Directory.GetFileSystemEntries(machine.Roots.Boot()));
    }

    [Fact]
    public void A_file_that_is_not_there_yet_is_put_there()
    {
        using var machine = new ScratchMachine().File("/boot/.staging", "new");
        var target = machine.Roots.Locate(Image);

        BootFile.Replace(machine.Roots.Locate("/boot/.staging"), target, Image);

        Assert.Equal(["new"], File.ReadLines(target));
    }

    [Fact]
    public void What_a_replacement_that_was_cut_off_left_is_removed()
    {
        using var machine = new ScratchMachine().File(Image, "old").File("/boot/.staging", "new");
        var staging = machine.Roots.Locate("/boot/.staging");
        Assert.True(HardLink.TryCreate(machine.Roots.Locate(Image), staging + ".old"));

        BootFile.RemoveStaging(staging);

        Assert.Equal([machine.Roots.Locate(Image)], Directory.GetFileSystemEntries(machine.Roots.Boot()));
    }
}
