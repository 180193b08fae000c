using System.Text;
using System.Xml.Linq;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Guests.InstallMedia;
using Passthrough.Host.Distribution;
using Passthrough.Host.Pci;

namespace Passthrough.Tests.Guests.InstallMedia;

public class InstallMediaMakerTests
{
    private static readonly DistributionFacts Debian = new("debian", [], "12", null);

    private static readonly UnattendedAnswers Answers = new("win11") { UserName = "Jörg & Co", Password = "pass<word>" };

    [Fact]
    public async Task The_image_holds_drivers_tools_scripts_and_the_answers()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        var steps = new List<string>();
        var result = await MakeAsync(disc, request => request, steps.Add);
        Assert.Equal(
            [
                "/autounattend.xml", "/drivers/NetKVM/netkvm.inf", "/drivers/viostor/viostor.inf", "/drivers/viostor/viostor.sys", "/passthrough/devices.txt", "/passthrough/first-logon.ps1",
                "/passthrough/interrupts.ps1", "/tools/qemu-ga-x86_64.msi", "/tools/virtio-win-gt-x64.msi", "/tools/virtio-win-guest-tools.exe",
            ],
            await MadeUpVirtioWin.FilesOfAsync(disc.Output));
        Assert.StartsWith("viostor/w11/amd64/viostor.inf\n", Encoding.UTF8.GetString(await disc.ReadAsync(disc.Output, "/drivers/viostor/viostor.inf")), StringComparison.Ordinal);
        Assert.Equal("VEN_10DE&DEV_2684\r\nVEN_10DE&DEV_22BA\r\n", Encoding.ASCII.GetString(await disc.ReadAsync(disc.Output, "/passthrough/devices.txt")));
        Assert.Contains("Volume id    : 'PASSTHROUGH'", await MadeUpVirtioWin.SummaryOfAsync(disc.Output), StringComparison.Ordinal);
        var answers = XDocument.Load(new MemoryStream(await disc.ReadAsync(disc.Output, "/autounattend.xml")));
        Assert.Equal("Jörg & Co", AnswerFileReader.Value(answers, "oobeSystem", "UserAccounts/LocalAccounts/LocalAccount/Name"));
        Assert.Equal(8, answers.Descendants(AnswerFile.Namespace + "Path").Count());
        Assert.Equal(new FileInfo(disc.Output).Length, result.Size);
        Assert.Equal(("NetKVM viostor", "ivshmem"), (string.Join(' ', result.Drivers), Assert.Single(result.Missing).Name));
        Assert.Equal([$"Reading 2 drivers and 3 installers from {disc.Disc}", $"Writing {disc.Output}"], steps);
    }

    [Fact]
    public async Task An_image_with_a_password_is_its_owners_alone()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        await MakeAsync(disc, request => request);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(disc.Output));
        await MakeAsync(disc, request => request with { Answers = new UnattendedAnswers("win11"), Overwrites = true });
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(disc.Output));
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_on_demand()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        await File.WriteAllTextAsync(disc.Output, "mine", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<RefusedException>(() => MakeAsync(disc, request => request));
        Assert.Contains("--force", error.NextStep, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(disc.Output, TestContext.Current.CancellationToken));
        await MakeAsync(disc, request => request with { Overwrites = true });
        Assert.Contains("/autounattend.xml", await MadeUpVirtioWin.FilesOfAsync(disc.Output));
        AssertNoRestIn(disc);
    }

    [Fact]
    public async Task The_disc_of_the_drivers_is_never_written_over()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        File.CreateSymbolicLink(disc.Output, disc.Disc);
        await Assert.ThrowsAsync<RefusedException>(() => MakeAsync(disc, request => request with { OutputPath = disc.Disc, Overwrites = true }));
        await Assert.ThrowsAsync<RefusedException>(() => MakeAsync(disc, request => request with { DriversPath = disc.Output, OutputPath = disc.Disc, Overwrites = true }));
        Assert.Contains("/viostor/w11/amd64/viostor.inf", await MadeUpVirtioWin.FilesOfAsync(disc.Disc));
    }

    [Fact]
    public async Task A_driver_that_is_missing_leaves_nothing()
    {
        using var disc = await MadeUpVirtioWin.WithAsync("viostor/w11/amd64/viostor.inf");
        var error = await Assert.ThrowsAsync<NotFoundException>(() => MakeAsync(disc, request => request));
        Assert.Contains("lacks NetKVM/w11/amd64", error.Message, StringComparison.Ordinal);
        AssertNothingIn(disc);
    }

    [Fact]
    public async Task What_is_no_image_is_told()
    {
        using var disc = await MadeUpVirtioWin.WithAsync("viostor/w11/amd64/viostor.inf");
        await File.WriteAllTextAsync(disc.Disc, "<html>", TestContext.Current.CancellationToken);
        Assert.Contains("is no disc of virtio-win", (await Assert.ThrowsAsync<NotFoundException>(() => MakeAsync(disc, request => request))).Message, StringComparison.Ordinal);
        AssertNothingIn(disc);
    }

    [Fact]
    public async Task A_disc_that_was_cut_off_leaves_nothing()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        await using (var file = File.OpenWrite(disc.Disc))
        {
            file.SetLength(file.Length / 2);
        }

        await Assert.ThrowsAsync<ToolFailedException>(() => MakeAsync(disc, request => request));
        AssertNothingIn(disc);
    }

    [Fact]
    public async Task Ctrl_C_while_it_is_read_leaves_nothing()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        using var interrupt = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => MakeAsync(disc, request => request, _ => interrupt.Cancel(), interrupt.Token));
        AssertNothingIn(disc);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_with_the_errno()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        var error = await Assert.ThrowsAsync<RefusedException>(() => MakeAsync(disc, request => request with { OutputPath = "/sys/kernel/medium.iso" }));
        Assert.NotNull(error.Errno);
    }

    [Fact]
    public async Task Paths_that_are_not_there_are_named()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => MakeAsync(disc, request => request with { DriversPath = "/nowhere/virtio-win.iso" }));
        await Assert.ThrowsAsync<NotFoundException>(() => MakeAsync(disc, request => request with { OutputPath = "/nowhere/medium.iso" }));
        await Assert.ThrowsAsync<RefusedException>(() => MakeAsync(disc, request => request with { OutputPath = disc.Folder }));
    }

    [Fact]
    public async Task The_words_say_what_is_wiped_and_what_comes_next()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        var wanted = TestGuests.Described with { Cdroms = ["/srv/Win11 \"Pro\".iso"] };
        var design = new InstallMediaDesign(Request(disc), ReasonToAsk: null);
        var result = await InstallMediaMaker.MakeAsync(design.Request, Debian, _ => { }, TestContext.Current.CancellationToken);
        var lines = InstallMediaView.Lines(result, design, TestGuests.Design(wanted).Guest, wanted, "/etc/passthrough/passthrough.yaml");
        Golden.Matches("install-media/words.txt", string.Concat(lines.Select(line => line.Replace(disc.Folder, "/images", StringComparison.Ordinal) + "\n")));
    }

    [Fact]
    public async Task A_guest_that_has_the_image_already_is_only_started()
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        GuestDescription wanted = TestGuests.Described with { Cdroms = [disc.Output], Stage = Passthrough.Guests.GuestStage.Installation };
        var design = new InstallMediaDesign(Request(disc) with { Answers = new UnattendedAnswers("win11"), Drivers = Request(disc).Drivers[..2] }, "the guest has 2 disks");
        var result = await InstallMediaMaker.MakeAsync(design.Request, Debian, _ => { }, TestContext.Current.CancellationToken);
        var lines = InstallMediaView.Lines(result, design, TestGuests.Design(wanted).Guest, wanted, "/etc/passthrough/passthrough.yaml").ToList();
        Assert.Equal(["Setup asks where to install: the guest has 2 disks.", "Next: sudo passthrough guest start win11"], lines[1..]);
    }

    // Windows PowerShell reads a script without a mark of its encoding in the machine's code page.
    [Theory]
    [InlineData("/passthrough/first-logon.ps1")]
    [InlineData("/passthrough/interrupts.ps1")]
    public async Task Scripts_are_plain_ASCII(string script)
    {
        using var disc = await MadeUpVirtioWin.UsualAsync();
        await MakeAsync(disc, request => request);
        Assert.All(await disc.ReadAsync(disc.Output, script), letter => Assert.True(letter is (byte)'\n' or (>= (byte)' ' and < 0x7f)));
    }

    // No part of an image, and no folder that it was made in.
    private static void AssertNoRestIn(MadeUpVirtioWin disc) => Assert.DoesNotContain(Directory.GetFileSystemEntries(disc.Folder), path => path.EndsWith(".partial", StringComparison.Ordinal));

    private static void AssertNothingIn(MadeUpVirtioWin disc)
    {
        AssertNoRestIn(disc);
        Assert.False(File.Exists(disc.Output));
    }

    private static Task<InstallMediaResult> MakeAsync(MadeUpVirtioWin disc, Func<InstallMediaRequest, InstallMediaRequest> change, Action<string>? onStep = null, CancellationToken? cancellation = null) =>
        InstallMediaMaker.MakeAsync(change(Request(disc)), Debian, onStep ?? (_ => { }), cancellation ?? TestContext.Current.CancellationToken);

    private static InstallMediaRequest Request(MadeUpVirtioWin disc) => new(disc.Disc, disc.Output, WindowsVersion.Windows11, Answers)
    {
        Drivers = [new GuestDriver("viostor", "disks of the bus virtio", true, true), new GuestDriver("NetKVM", "the network card virtio", true, true), new GuestDriver("ivshmem", "the shared memory of Looking Glass, whose own installer brings it", false)],
        Devices = [new PciIdentity(0x10de, 0x2684, null, null), new PciIdentity(0x10de, 0x22ba, 0x1458, 0x40bf), new PciIdentity(0x10de, 0x2684, 0x1458, 0x40bf)],
    };
}
