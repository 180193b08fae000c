using Passthrough.Host.Pci;

namespace Passthrough.Tests.Corpora;

/// <summary>ROMs that SeaBIOS, iPXE and QEMU build; their names say whom they are for, their sizes where they end.</summary>
public class OptionRomsTests
{
    [Fact]
    public void Network_roms_for_uefi_hold_an_image_for_the_bios_and_one_for_uefi() => Assert.All(
        Roms("efi-*.rom"),
        rom => Assert.Equal([OptionRomKind.Legacy, OptionRomKind.Uefi], OptionRom.Parse(rom)!.Images.Select(image => image.Kind)));

    [Fact]
    public void Roms_for_the_bios_hold_one_image_that_is_all_of_the_file() => Assert.All(
        Roms("pxe-*.rom").Concat(Roms("vgabios-*.bin", without: "vgabios-ramfb.bin")),
        rom => Assert.Equal((0, rom.Length, OptionRomKind.Legacy), OptionRom.Parse(rom)!.Images.Select(image => (image.Offset, image.Length, image.Kind)).Single()));

    [Fact]
    public void Firmware_and_roms_that_are_no_pci_devices_ones_are_none() =>
        Assert.All(Roms("bios*.bin").Concat(Roms("QEMU,VGA.bin")).Concat(Roms("vgabios-ramfb.bin")).Concat(Roms("kvmvapic.bin")).Concat(Roms("multiboot.bin")), rom => Assert.Null(OptionRom.Parse(rom)));

    private static List<byte[]> Roms(string pattern, string without = "")
    {
        var roms = Directory.GetFiles(CorpusFolder.Require("option-roms"), pattern).Where(path => Path.GetFileName(path) != without).Select(File.ReadAllBytes).ToList();
        Assert.NotEmpty(roms);
        return roms;
    }
}
