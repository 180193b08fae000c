using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.Packages;
using Passthrough.Host.Packages;

namespace Passthrough.Tests.Changes.Packages;

/// <summary>What package managers say that they would do.</summary>
public class PackageForecastsTests
{
    [Fact]
    public void Of_apt_what_is_new_is_told_from_what_is_upgraded_or_removed()
    {
        var forecast = Parse(PackageManager.Apt,
            """
            NOTE: This is only a simulation!
            The following NEW packages will be installed:
              libslirp0 ovmf
            Inst libslirp0 (4.7.0-1 Debian:12.5/stable [amd64])
            Inst libc6 [2.36-9] (2.36-10 Debian:12.5/stable [amd64]) []
            Inst ovmf (2022.11-6 Debian:12.5/stable [all])
            Remv exim4 [4.96]
            Conf ovmf (2022.11-6 Debian:12.5/stable [all])
            """);
        Assert.Equal(["libslirp0", "ovmf"], forecast.Added);
        Assert.Equal(["exim4", "libc6"], forecast.Changed);
        Assert.Null(forecast.Problem);
    }

    [Theory]
    [InlineData("Dependencies resolved.\n=====\n Package  Architecture Version Repository Size\n=====\nInstalling:\n libvirt  x86_64 9.7.0-3.fc39 updates 12 k\nInstalling dependencies:\n libvirt-daemon-driver-storage-iscsi-direct\n          x86_64 9.7.0-3.fc39 updates 20 k\n\nTransaction Summary\n=====\nInstall  2 Packages\n\nTotal download size: 12 M\nOperation aborted.\n")]
    [InlineData("Package  Arch   Version      Repository Size\nInstalling:\n libvirt x86_64 9.7.0-3.fc41 updates 12 KiB\nInstalling dependencies:\n libvirt-daemon-driver-storage-iscsi-direct x86_64 9.7.0-3.fc41 updates 20 KiB\n\nTransaction Summary:\n Installing:        2 packages\n\nOperation aborted by the user.\n")]
    public void Of_dnf_a_name_that_fills_a_line_is_one_package_in_the_old_form_and_the_new(string output)
    {
        var forecast = Parse(PackageManager.Dnf, output);
        Assert.Equal(["libvirt", "libvirt-daemon-driver-storage-iscsi-direct"], forecast.Added);
        Assert.Empty(forecast.Changed);
        Assert.Null(forecast.Problem);
    }

    [Fact]
    public void Of_dnf_what_is_upgraded_replaced_or_removed_is_told()
    {
        var forecast = Parse(PackageManager.Dnf, "Installing:\n libvirt x86_64 9 updates 12 k\n     replacing  libvirt-old.x86_64 1-1\nUpgrading:\n glibc x86_64 2 updates 1 M\nRemoving dependent packages:\n gone x86_64 1 @fedora 1 M\n\nTransaction Summary\nInstall  1 Package\nUpgrade  1 Package\n");
        Assert.Equal(["libvirt"], forecast.Added);
        Assert.Equal(["glibc", "gone", "libvirt-old.x86_64"], forecast.Changed);
    }

    [Theory]
    [InlineData("Installing:\n libvirt x86_64 9 updates 12 k\n\nTransaction Summary\nInstall  2 Packages\n")]
    [InlineData("Installing:\n libvirt x86_64 9 updates 12 k\n")]
    [InlineData("Error: Unable to find a match: libvirt\n")]
    public void Of_dnf_a_table_that_does_not_add_up_is_a_problem(string output) => Assert.NotNull(Parse(PackageManager.Dnf, output).Problem);

    [Fact]
    public void Of_pacman_only_names_count_and_those_that_are_there_are_upgrades()
    {
        var forecast = Parse(PackageManager.Pacman, ":: There are 2 providers available for jack:\n   1) jack2  2) pipewire-jack\n\nEnter a number (default=1):\nlibvirt\nbash\nqemu-desktop\n");
        Assert.Equal(["libvirt", "qemu-desktop"], forecast.Added);
        Assert.Equal(["bash"], forecast.Changed);
    }

    [Fact]
    public void Of_zypper_each_group_is_told_apart()
    {
        var forecast = Parse(PackageManager.Zypper,
            """
            <?xml version='1.0'?>
            <stream>
            <message type="info">Loading repository data...</message>
            <install-summary download-size="1" space-usage-diff="1" packages-to-change="3">
            <to-upgrade><solvable type="package" name="glibc" edition="2" edition-old="1"/></to-upgrade>
            <to-install><solvable type="package" name="swtpm" edition="1"><description>x</description></solvable><solvable type="package" name="qemu-x86"/><solvable type="pattern" name="kvm_server"/></to-install>
            <_unsupported><solvable type="package" name="swtpm"/></_unsupported>
            </install-summary>
            </stream>
            """);
        Assert.Equal(["qemu-x86", "swtpm"], forecast.Added);
        Assert.Equal(["glibc"], forecast.Changed);
        Assert.NotNull(Parse(PackageManager.Zypper, "<stream>").Problem);
    }

    [Theory]
    [InlineData(PackageManager.Apt)]
    [InlineData(PackageManager.Dnf)]
    [InlineData(PackageManager.Pacman)]
    [InlineData(PackageManager.Zypper)]
    public void Rubbish_is_a_problem_or_names_that_are_none_of_an_option(PackageManager manager) => Prop.ForAll<string[]>(lines =>
    {
        var forecast = Parse(manager, string.Join('\n', lines.Select(line => $"Inst {line}\n {line}")));
        Assert.True(forecast.Problem is not null || forecast.Added.All(name => name.Length > 0 && name[0] != '-' && !name.Any(char.IsWhiteSpace)));
    }).QuickCheckThrowOnFailure();

    private static PackageForecast Parse(PackageManager manager, string output) =>
        PackageForecasts.Parse(manager, output, new PackageFacts(manager, ImmutableSortedDictionary<string, PackageState>.Empty.Add("bash", PackageState.Installed)));
}
