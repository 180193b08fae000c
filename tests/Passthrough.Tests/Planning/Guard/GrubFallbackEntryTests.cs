using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Boot;
using Passthrough.Planning.Guard;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Planning.Guard;

public class GrubFallbackEntryTests
{
    [Fact]
    public void Rubbish_between_the_braces_is_kept_or_refused() =>
        Rubbish.IsSwallowedBy(
            body => GrubFallbackEntry.Block(new GrubEntryScript(["menuentry", body], body), new GrubMemory("/boot/efi/EFI/passthrough/grubenv", body), path => path.Length > 6, keepsImage: true),
            "linux", " ", "\n", "initrd", "/initrd.img", "'", "\"", "\\", "{", "}", "${a}", "savedefault", ";", "#", "--class", "\t");

    [Fact]
    public void What_others_wrote_is_the_same_bytes_after_the_block_is_taken_out() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (before, after) =>
            GrubFallbackEntry.Without(before.Get + Block() + after.Get) == before.Get + after.Get).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void A_file_without_the_block_and_one_with_half_of_it_stay_as_they_are()
    {
        Assert.Equal("set a=b\n", GrubFallbackEntry.Without("set a=b\n"));
        Assert.Equal(Block()[..^5], GrubFallbackEntry.Without(Block()[..^5]));
    }

    private static string Block() => GrubFallbackEntry.Block(new GrubEntryScript(["menuentry", "Linux"], " linux /vmlinuz ro\n"), new GrubMemory("/boot/grub/grubenv", FileSystemId: null), _ => false, keepsImage: false)!;
}
