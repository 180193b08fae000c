using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Tests.Host.Snapshots;

namespace Passthrough.Tests.Changes;

public class NewFileTests
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public void An_existing_file_is_replaced_only_when_that_was_said()
    {
        using var file = new ScratchFile("guest.yaml");
        File.WriteAllText(file.Path, "mine");
        Assert.Throws<RefusedException>(() => NewFile.Require(file.Path, overwrites: false, "say --force"));
        Assert.Throws<RefusedException>(() => NewFile.Write(file.Path, Mode, overwrites: false, stream => stream.Write("new"u8)));
        Assert.Equal("mine"u8, File.ReadAllBytes(file.Path));
        NewFile.Require(file.Path, overwrites: true, "");
        Assert.Equal(3, NewFile.Write(file.Path, Mode, overwrites: true, stream => stream.Write("new"u8)));
        Assert.Equal("new"u8, File.ReadAllBytes(file.Path));
        Assert.Equal(["guest.yaml"], file.Beside);
    }

    [Fact]
    public void A_link_is_never_replaced()
    {
        using var file = new ScratchFile("link");
        File.CreateSymbolicLink(file.Path, "/dev/null");
        Assert.Throws<RefusedException>(() => NewFile.Require(file.Path, overwrites: true, ""));
    }

    [Fact]
    public void A_file_without_a_folder_is_refused_before_anything_is_read()
    {
        using var file = new ScratchFile("no-folder/guest.yaml");
        Assert.Throws<NotFoundException>(() => NewFile.Require(file.Path, overwrites: false, ""));
    }

    [Fact]
    public void A_name_that_the_file_system_does_not_take_is_refused_before_anything_is_read()
    {
        using var file = new ScratchFile(new string('x', 300));
        var refused = Assert.Throws<RefusedException>(() => NewFile.Require(file.Path, overwrites: false, ""));
        Assert.Equal(36, refused.Errno);
    }

    [Fact]
    public void A_writing_that_fails_leaves_nothing()
    {
        using var file = new ScratchFile("guest.yaml");
        Assert.Throws<RefusedException>(() => NewFile.Write(file.Path, Mode, overwrites: false, _ => throw new IOException("full")));
        Assert.Empty(file.Beside);
    }
}
