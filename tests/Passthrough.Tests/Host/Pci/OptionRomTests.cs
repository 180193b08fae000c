using Passthrough.Host.Pci;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Pci;

public class OptionRomTests
{
    [Fact]
    public void The_images_of_a_rom_are_a_chain()
    {
        var rom = OptionRom.Parse(MadeUpRom.Of(MadeUpRom.ForBios, MadeUpRom.ForUefi))!;

        Assert.Equal(
            [new OptionRomImage(0, 512, OptionRomKind.Legacy, 0x1002, 0x73bf), new OptionRomImage(512, 512, OptionRomKind.Uefi, 0x1002, 0x73bf)],
            rom.Images);
        Assert.True(rom.HasUefi);
    }

    [Fact]
    public void A_rom_for_a_bios_alone_has_no_part_for_uefi() => Assert.False(OptionRom.Parse(MadeUpRom.Of(MadeUpRom.ForBios))!.HasUefi);

    [Fact]
    public void What_is_cut_off_or_no_rom_is_none()
    {
        Assert.Null(OptionRom.Parse([]));
        Assert.Null(OptionRom.Parse(MadeUpRom.Of(MadeUpRom.ForBios).AsSpan(0, 0x50)));
        Assert.Single(OptionRom.Parse(MadeUpRom.Of(MadeUpRom.ForBios, MadeUpRom.ForUefi).AsSpan(0, 590))!.Images);
    }

    [Fact]
    public void Without_code_the_same_is_understood_and_nothing_else_is_left()
    {
        var rom = MadeUpRom.Of(MadeUpRom.ForBios, MadeUpRom.ForUefi);
        var headers = OptionRom.WithoutCode(rom);

        Assert.Equal(OptionRom.Parse(rom)!.Images, OptionRom.Parse(headers)!.Images);
        Assert.Equal(rom.Length, headers.Length);
        Assert.All(headers.Skip(0x60).Take(512 - 0x60), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_rom_is_for_all_devices_of_its_list_and_for_those_of_no_other_vendor()
    {
        var image = OptionRom.Parse(MadeUpRom.For(0x10de, 0x1b81, 0x1b82, 0x1b83))!.Images.Single();

        Assert.Equal([0x1b82, 0x1b83], image.OtherDevices.Select(device => (int)device));
        Assert.True(image.IsFor(new PciIdentity(0x10de, 0x1b81, null, null)));
        Assert.True(image.IsFor(new PciIdentity(0x10de, 0x1b83, null, null)));
        Assert.False(image.IsFor(new PciIdentity(0x10de, 0x1b84, null, null)));
        Assert.False(image.IsFor(new PciIdentity(0x1002, 0x1b81, null, null)));
    }

    [Fact]
    public void A_rom_is_found_behind_the_header_of_a_tool()
    {
        var rom = MadeUpRom.Of(MadeUpRom.ForUefi);
        Assert.Equal(0, OptionRom.StartIn(rom));
        Assert.Equal(600, OptionRom.StartIn([0x55, 0xaa, .. new byte[598], .. rom]));
        Assert.Null(OptionRom.StartIn(rom.AsSpan(1)));
        Assert.Null(OptionRom.StartIn([]));
    }
}
