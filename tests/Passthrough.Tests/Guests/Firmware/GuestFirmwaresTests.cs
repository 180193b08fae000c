using System.Collections.Immutable;
using Passthrough.Guests.Firmware;
using Passthrough.Host.Firmware;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Firmware;

public class GuestFirmwaresTests
{
    [Theory]
    [InlineData(false, false, "/usr/share/OVMF/OVMF_CODE_4M.fd /usr/share/OVMF/OVMF_VARS_4M.fd")]
    [InlineData(true, true, "/usr/share/OVMF/OVMF_CODE_4M.ms.fd /usr/share/OVMF/OVMF_VARS_4M.ms.fd")]
    [InlineData(true, false, "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd /usr/share/OVMF/OVMF_VARS_4M.fd")]
    public void The_descriptors_of_a_distribution_give_the_one_that_was_asked_for(bool isSecure, bool hasKeys, string files)
    {
        var chosen = GuestFirmwares.Choose(Debians(), "x86_64", "q35", isSecure, hasKeys)!;
        Assert.Equal(files, $"{chosen.ExecutablePath} {chosen.TemplatePath}");
    }

    [Fact]
    public void System_management_mode_is_q35s_alone()
    {
        Assert.Null(GuestFirmwares.Choose(Debians(), "x86_64", "pc", isSecure: true, hasKeys: true));
        Assert.NotNull(GuestFirmwares.Choose(Debians(), "x86_64", "pc", isSecure: false, hasKeys: false));
    }

    private static ImmutableArray<FirmwareImage> Debians() =>
    [
        .. Directory.GetFiles(CorpusFolder.Require("firmware-descriptors"), "*.json").Order(StringComparer.Ordinal).Select(path => FirmwareImages.Parse(path, File.ReadAllBytes(path))!),
    ];
}
