using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Packages;
using Passthrough.Host.Reading;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Host.Packages;

/// <summary>What package managers keep of what is installed, also when they were cut off.</summary>
public class PackageDatabaseTests
{
    private const string Status =
        """
        Package: dpkg
        Status: install ok installed
        Architecture: amd64

        Package: libslirp0
        Status: install ok triggers-awaited
        Architecture: amd64
        Description: not a field
         Package: hidden
         .

        Package: libslirp0
        Status: install ok installed
        Architecture: i386

        Package: seabios
        Status: deinstall ok config-files
        Architecture: all

        Package: ovmf
        Status: install ok half-configured
        Architecture: all

        Package: swtpm
        Status: install reinstreq half-installed
        Architecture: amd64

        Package: virt-what
        Status: unknown ok not-installed

        """;

    [Fact]
    public void Each_package_of_dpkg_is_there_in_part_or_not() =>
        Assert.Equal(
            "dpkg=Installed libslirp0=Installed libslirp0:i386=Installed ovmf=Partial swtpm=Partial",
            string.Join(' ', DpkgStatus.Parse(Status).Select(pair => $"{pair.Key}={pair.Value}")));

    [Fact]
    public void What_dpkg_has_yet_to_write_into_its_status_counts_as_the_last_word()
    {
        using var host = new ScratchHost();
        host.Write("var/lib/dpkg/status", Status);
        host.Write("var/lib/dpkg/updates/0002", "Package: ovmf\nStatus: install ok installed\nArchitecture: all\n");
        host.Write("var/lib/dpkg/updates/0010", "Package: swtpm\nStatus: deinstall ok not-installed\nArchitecture: amd64\n");
        host.Write("var/lib/dpkg/updates/0009", "Package: swtpm\nStatus: install ok installed\nArchitecture: amd64\n");
        host.Write("var/lib/dpkg/updates/tmp.i", "Package: seabios\nStatus: install ok installed\nArchitecture: all\n");
        var facts = PackageReader.Read(new MachineReader(host.Roots), PackageManager.Apt)!;
        Assert.Equal(PackageState.Installed, facts.StateOf("ovmf"));
        Assert.Equal(PackageState.Absent, facts.StateOf("swtpm"));
        Assert.Equal(PackageState.Absent, facts.StateOf("seabios"));
    }

    [Fact]
    public void A_package_of_pacman_without_its_description_is_there_in_part()
    {
        using var host = new ScratchHost();
        host.Write("var/lib/pacman/local/qemu-base-9.1.0-1/desc", "%NAME%\nqemu-base\n");
        Directory.CreateDirectory(host.Roots.Var("lib/pacman/local/edk2-ovmf-202408-1"));
        host.Write("var/lib/pacman/local/ALPM_DB_VERSION", "9\n");
        Assert.Equal("edk2-ovmf=Partial qemu-base=Installed", string.Join(' ', PackageReader.Read(new MachineReader(host.Roots), PackageManager.Pacman)!.States.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public void A_database_of_rpm_is_not_read_as_a_file()
    {
        using var host = new ScratchHost();
        Assert.Null(PackageReader.Read(new MachineReader(host.Roots), PackageManager.Dnf));
    }

    [Fact]
    public void Rubbish_is_no_package_and_no_error() => Prop.ForAll<string[]>(texts =>
    {
        Assert.DoesNotContain(DpkgStatus.Parse(texts.Select(text => text ?? "")), pair => pair.Value == PackageState.Absent);
        Assert.All(PacmanDatabase.Parse(texts.Select(text => (text ?? "", true))), pair => Assert.NotEmpty(pair.Key));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_last_word_on_a_package_counts_whatever_was_said_before() => Prop.ForAll<PositiveInt[]>(numbers =>
    {
        var words = new[] { "installed", "half-configured", "not-installed" };
        var texts = numbers.Select(number => $"Package: p\nStatus: install ok {words[number.Get % words.Length]}\n\n").Append("Package: p\nStatus: install ok unpacked\n").ToArray();
        Assert.Equal(PackageState.Partial, DpkgStatus.Parse(texts)["p"]);
        Assert.Equal(PackageState.Partial, DpkgStatus.Parse(string.Concat(texts))["p"]);
    }).QuickCheckThrowOnFailure();
}
