using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Boot;

public class MkinitcpioTests
{
    [Theory]
    [InlineData("HOOKS=(base udev)", true, "base|udev")]
    [InlineData("HOOKS=( base\n  \"udev\" # not this\n  'a b'\n)\n", true, "base|udev|a b")]
    [InlineData("HOOKS=\"base udev\"", false, "base udev")]
    [InlineData("  HOOKS=base # end", false, "base")]
    [InlineData("HOOKS=", false, "")]
    [InlineData("HOOKS=()", true, "")]
    [InlineData("HOOKS=(a\r\n b)\r\n", true, "a|b")]
    public void A_plain_assignment_gives_its_words(string text, bool isArray, string words)
    {
        var assignment = Assert.Single(BashAssignments.Parse(text));
        Assert.Equal(("HOOKS", isArray, true, words), (assignment.Name, assignment.IsArray, assignment.IsCertain, string.Join('|', assignment.Words)));
    }

    [Theory]
    [InlineData("HOOKS=(a $b)")]
    [InlineData("HOOKS=\"${HOOKS} b\"")]
    [InlineData("HOOKS=$(ls)")]
    [InlineData("HOOKS=(a `ls`)")]
    [InlineData("HOOKS=(a")]
    [InlineData("HOOKS=a;b")]
    public void What_bash_would_have_to_compute_is_not_certain(string text) => Assert.False(Assert.Single(BashAssignments.Parse(text)).IsCertain);

    [Fact]
    public void Comments_conditions_and_commands_are_no_assignments() =>
        Assert.Equal(["B", "C"], BashAssignments.Parse("#A=1\nif [ x = y ]; then\nB+=(2)\n-D=1\n4E=5\nC=3\necho a=b c\n").Select(assignment => assignment.Name));

    [Fact]
    public void A_preset_gives_its_kernel_and_its_images_with_their_arguments()
    {
        var preset = MkinitcpioPresetFile.Parse(
            "/etc/mkinitcpio.d/linux.preset",
            "ALL_config=\"/etc/mkinitcpio.conf\"\nALL_kver=\"/boot/vmlinuz-linux\"\nPRESETS=('default' 'fallback' 'signed')\ndefault_image=\"/boot/initramfs-linux.img\"\n#default_options=\"\"\n"
            + "fallback_config=/etc/other.conf\nfallback_image=\"/boot/initramfs-linux-fallback.img\"\nfallback_options=\"-S autodetect\"\nsigned_uki=\"/efi/EFI/Linux/arch.efi\"\n");
        Assert.Equal("/boot/vmlinuz-linux", preset.Kernel);
        Assert.Equal(
            ["default /boot/initramfs-linux.img /etc/mkinitcpio.conf ", "fallback /boot/initramfs-linux-fallback.img /etc/other.conf -S,autodetect", "signed  /etc/mkinitcpio.conf "],
            preset.Images.Select(image => $"{image.Name} {image.Path} {image.Configuration} {string.Join(',', image.Options)}"));
    }

    [Fact]
    public void A_preset_that_computes_something_is_not_followed() =>
        Assert.Equal((null, 0), MkinitcpioPresetFile.Parse("p", "ALL_kver=\"/boot/vmlinuz-$name\"\nPRESETS=('default')\ndefault_image=x\n") is var preset ? (preset.Kernel, preset.Images.Length) : default);

    [Fact]
    public void Rubbish_is_swallowed() => Rubbish.IsSwallowedBy(
        text =>
        {
            _ = BashAssignments.Parse(text);
            _ = MkinitcpioPresetFile.Parse("p", text);
        },
        "PRESETS", "ALL_kver", "=", "+=", "(", ")", "'", "\"", " ", "\n", "#", "default", "default_image", "$", "a");
}
