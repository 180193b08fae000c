using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Tests.Changes;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Boot.UnifiedImages;

public class UnifiedImageTests
{
    private const string OsRelease = "NAME=\"Arch Linux\"\nID=arch\nIMAGE_ID='own'\nVERSION_ID=6.9.1\n";

    [Fact]
    public void An_image_says_its_line_its_kernel_and_its_system()
    {
        var image = Parse("/efi/EFI/Linux/Arch.EFI", UnifiedImageDouble.Of("root=UUID=aa a=\"b c\"", "6.9.1-arch1-1", OsRelease, []))!;
        Assert.Equal(["root=UUID=aa", "a=b c"], image.Parameters);
        Assert.Equal(("6.9.1-arch1-1", "arch", "own", "6.9.1", "own", false), (image.KernelVersion, image.SystemId, image.SortKey, image.Version, image.Title, image.IsSigned));
        Assert.Equal(("/efi", "/EFI/Linux/Arch.EFI", "arch.efi"), (image.Place, image.LoaderPath, image.ToLoaderEntry().Id));
        Assert.True(Parse("/x.efi", UnifiedImageDouble.Of(null, "1", "", [], isSigned: true))!.IsSigned);
    }

    [Fact]
    public void What_the_builder_says_of_the_kernel_goes_before_what_the_kernel_says()
    {
        Assert.Equal("7.0", Parse("/x.efi", UnifiedImageDouble.Build(isSigned: false, (".uname", "7.0\n"u8.ToArray()), (".linux", UnifiedImageDouble.Kernel("6.0"))))!.KernelVersion);
        Assert.Null(Parse("/x.efi", UnifiedImageDouble.Build(isSigned: false, (".linux", "none"u8.ToArray())))!.KernelVersion);
    }

    [Fact]
    public void What_holds_no_kernel_or_several_profiles_is_not_understood()
    {
        Assert.Null(Parse("/x.efi", UnifiedImageDouble.Build(isSigned: false, (".text", [1]))));
        Assert.Null(Parse("/x.efi", UnifiedImageDouble.Build(isSigned: false, (".linux", [1]), (".profile", [1]))));
        Assert.Null(Parse("/x.efi", []));
    }

    [Fact]
    public void A_counted_start_is_no_part_of_the_id() =>
        Assert.Equal("arch.efi", Parse("/boot/EFI/Linux/arch+3-1.efi", UnifiedImageDouble.Of(null, "1", "", []))!.ToLoaderEntry().Id);

    [Fact]
    public void Rubbish_is_swallowed() => Rubbish.IsSwallowedAsBytesBy(bytes => Parse("/x.efi", [(byte)'M', (byte)'Z', .. bytes]), "MZ", "PE\0\0", "\0", "\u0040\0\0\0", "\u0001", "\u007f", ".linux\0\0");

    [Fact]
    public void An_image_that_is_cut_or_changed_anywhere_is_swallowed() => Prop.ForAll<ushort, byte, ushort>(Damage).QuickCheckThrowOnFailure();

    [Fact]
    public void Sections_are_found_with_their_bytes() => Prop.ForAll<byte[][]>(contents => FindSections([.. contents.Select(content => content ?? [])])).QuickCheckThrowOnFailure();

    private static void Damage(ushort at, byte value, ushort length)
    {
        var bytes = UnifiedImageDouble.Of("root=UUID=aa", "6.9", OsRelease, new byte[100]);
        bytes[at % 700] = value;
        using var file = new MemoryStream(bytes[..(length % bytes.Length)]);
        Assert.All(PortableExecutable.Read(file)?.Sections ?? [], section => Assert.True(section.Offset + section.Length <= file.Length));
        _ = UnifiedImageFile.Parse("/x.efi", file);
        using var whole = new MemoryStream(bytes);
        _ = UnifiedImageFile.Parse("/x.efi", whole);
    }

    private static void FindSections(byte[][] contents)
    {
        (string Name, byte[] Content)[] sections = [.. contents.Select((content, index) => ($".s{index}", content))];
        using var file = new MemoryStream(UnifiedImageDouble.Build(isSigned: false, sections));
        var read = PortableExecutable.Read(file)!;
        Assert.Equal(sections.Select(section => (section.Name, Convert.ToHexString(section.Content))), read.Sections.Select(section => (section.Name, Convert.ToHexString(read.Content(file, section.Name, int.MaxValue)!))));
    }

    [Fact]
    public void Images_stand_in_the_menu_by_their_system_and_version_with_the_entry_files()
    {
        var newer = Entry("/boot/EFI/Linux/b.efi", "ID=arch\nVERSION_ID=6.10\n");
        var menu = new LoaderMenu("/boot", [new LoaderEntry { Id = "0-last", Path = "/boot/loader/entries/0-last.conf" }], null, null)
        {
            Images = [Entry("/boot/EFI/Linux/a.efi", "ID=arch\nVERSION_ID=6.9\n"), newer],
        };
        var nothing = new LoaderVariables(null, null, null, null, CanBeTold: true);
        Assert.Equal("b.efi", menu.Default(nothing)?.Id);
        Assert.Equal("a.efi", menu.Default(nothing with { Default = "a.efi" })?.Id);
        Assert.Equal("a.efi", (menu with { Pattern = "A*" }).Default(nothing)?.Id);
        Assert.Null((menu with { HasUnknownImages = true }).Default(nothing));
    }

    [Theory]
    [InlineData("6.9.1-arch1-1~fallback", "6.9.1-arch1-1")]
    [InlineData("6.9.1-arch1-1", "6.9.2-arch1-1~fallback")]
    [InlineData("6.9", "6.10")]
    [InlineData("6.9", "6.9.1")]
    [InlineData("6.9-rc1", "6.9.1")]
    [InlineData("6.9~rc1", "6.9")]
    [InlineData("6.9^1", "6.9.1")]
    [InlineData("B", "a")]
    [InlineData("a", "1")]
    [InlineData("linux-0", "linux-0123")]
    [InlineData("", "1")]
    public void Versions_stand_as_systemd_boot_sorts_them(string older, string newer)
    {
        Assert.True(LoaderVersionOrder.Instance.Compare(older, newer) < 0);
        Assert.True(LoaderVersionOrder.Instance.Compare(newer, older) > 0);
        Assert.Equal(0, LoaderVersionOrder.Instance.Compare(newer, newer + " _"));
    }

    [Fact]
    public void Any_versions_can_be_sorted() => Rubbish.IsSwallowedBy(text => Assert.Equal(0, LoaderVersionOrder.Instance.Compare(text, text)), "~", "-", "^", ".", "0", "12", "a", "B", "_");

    [Fact]
    public void A_preset_names_its_images_and_where_their_line_comes_from()
    {
        using var host = UnifiedMachine.Arch();
        host.Write(ArchMachine.Preset, "ALL_kver=/boot/vmlinuz-linux\nALL_cmdline=/etc/line\nPRESETS=(default old)\ndefault_uki=/boot/EFI/Linux/arch-linux.efi\ndefault_splash=/s.bmp\nold_efi_image=/boot/EFI/Linux/arch-linux-fallback.efi\n");
        var images = host.Facts.Boot.Presets[0].Images;
        Assert.Equal(
            [("/boot/EFI/Linux/arch-linux.efi", "/etc/line", "/s.bmp"), ("/boot/EFI/Linux/arch-linux-fallback.efi", "/etc/line", null)],
            images.Select(image => (image.UnifiedPath!, image.CommandLinePath!, image.SplashPath)));
    }

    [Fact]
    public void Images_are_this_systems_with_a_known_builder_or_not()
    {
        using var host = UnifiedMachine.Debian();
        host.AddImage("boot/efi/EFI/Linux/fedora.efi", "root=UUID=bb", "6.5", "ID=fedora\n");
        host.AddImage("boot/efi/EFI/Linux/other.efi", UnifiedMachine.Line, UnifiedMachine.DebianKernel, "ID=debian\n");
        Assert.Equal(
            [("fedora.efi", true, InitramfsGenerator.Unknown), (Path.GetFileName(UnifiedMachine.DebianImage), false, InitramfsGenerator.Dracut), ("other.efi", false, InitramfsGenerator.Unknown)],
            host.Facts.Boot.UnifiedImages.Select(image => (Path.GetFileName(image.Path), image.IsForeign, image.Builder)));
        host.Write("etc/dracut.conf.d/uki.conf", "uefi=\"yes\"\n");
        Assert.Equal(InitramfsGenerator.Dracut, host.Facts.Boot.UnifiedImages[2].Builder);
        host.Write("etc/kernel/install.conf", "layout=uki\n");
        Assert.All(host.Facts.Boot.UnifiedImages, image => Assert.Equal(InitramfsGenerator.Unknown, image.Builder));
    }

    [Fact]
    public void A_kernel_that_lies_in_its_image_alone_is_installed()
    {
        using var host = UnifiedMachine.Debian();
        File.Delete(host.Roots.Boot($"vmlinuz-{UnifiedMachine.DebianKernel}"));
        var kernel = Assert.Single(host.Facts.Boot.Kernels, kernel => kernel.Version == UnifiedMachine.DebianKernel);
        Assert.Equal((DriverForm.Module, true), (kernel.VfioPci, kernel.IsRunning));
    }

    private static LoaderEntry Entry(string path, string system) => Parse(path, UnifiedImageDouble.Of(null, "1", system, []))!.ToLoaderEntry();

    private static UnifiedImage? Parse(string path, byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return UnifiedImageFile.Parse(path, file);
    }
}
