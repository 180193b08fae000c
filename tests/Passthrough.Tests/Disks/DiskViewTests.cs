using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Disks;
using Passthrough.Guests.Disks;

namespace Passthrough.Tests.Disks;

public class DiskViewTests
{
    private static readonly DiskImage Base = new("/srv/win11.qcow2", GuestDiskFormat.Qcow2, 120L << 30, 31L << 30, new FileIdentity(1, 2)) { Header = new Qcow2Header(3, 120L << 30, 131072) { Snapshots = 2 } };

    private static readonly DiskImage Overlay = new("/srv/try.qcow2", GuestDiskFormat.Qcow2, 120L << 30, 512 << 10, new FileIdentity(1, 3))
    {
        Header = new Qcow2Header(3, 120L << 30, 131072) { IsDirty = true },
        Chain = [new BackingImage(Base.Path, Base.Format, Base.Identity)],
    };

    [Fact]
    public void The_document_of_every_command_has_the_same_form()
    {
        var result = new DiskResult(DiskAction.Overlay, Overlay, Base, ["A note."]) { Leftovers = ["/srv/try.qcow2.abc.partial"] };
        var check = new DiskResult(DiskAction.Check, Base, Base, []) { Check = new ImageCheck(1, 2, 0, 0, 0) };
        var raw = new DiskResult(DiskAction.CopyIn, new DiskImage("/srv/data.raw", GuestDiskFormat.Raw, 1 << 30, 4096, new FileIdentity(1, 4)), null, []);
        Golden.Matches("disk-image.json", string.Concat(new[] { result, check, raw }.Select(one => JsonSerializer.Serialize(DiskImageDocument.Of(one), ViewDocuments.Default.DiskImageDocument) + "\n")));
    }

    [Fact]
    public void Each_command_says_what_it_did() => Golden.Matches(
        "disk-image.txt",
        string.Concat(Enum.GetValues<DiskAction>().SelectMany(action => DiskView.Lines(new DiskResult(action, Overlay, Base, [])).Append(""))
            .Concat(DiskView.Lines(new DiskResult(DiskAction.Check, Base, Base, ["A note."]) { Check = new ImageCheck(3, 0, 1, 0, 0), Leftovers = ["/srv/win11.qcow2.abc.partial"] }))
            .Concat(DiskView.Lines(new DiskResult(DiskAction.Check, Base, Base, []) { Check = new ImageCheck(0, 2, 0, 1, 5) }))
            .Concat(DiskView.Lines(new DiskResult(DiskAction.Check, Base, Base, []) { Check = new ImageCheck(0, 0, 0, 0, 0) }))
            .Select(line => line + "\n")));

    [Theory]
    [InlineData(0.0, " [........................]   0 %")]
    [InlineData(50.0, " [############............]  50 %")]
    [InlineData(100.0, " [########################] 100 %")]
    public void A_bar_fits_its_line(double percent, string end)
    {
        var line = DiskView.Bar(new DiskStep(new string('x', 200), percent), 80);
        Assert.EndsWith(end, line, StringComparison.Ordinal);
        Assert.Equal(79, line.Length);
    }

    [Fact]
    public void Into_a_pipe_goes_a_line_for_each_step_and_each_tenth()
    {
        using var error = new StringWriter();
        Report(new TerminalDoor(TextWriter.Null, error, isJson: false, useColor: false, 80));
        Assert.Equal("Copying a\n  10 %\n  30 %\nChecking\n", error.ToString());
    }

    [Fact]
    public void Beside_a_document_goes_nothing()
    {
        using var error = new StringWriter();
        Report(new TerminalDoor(TextWriter.Null, error, isJson: true, useColor: false, 80) { ShowsProgress = true });
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void On_a_terminal_one_line_is_written_again_and_again()
    {
        using var error = new StringWriter();
        Report(new TerminalDoor(TextWriter.Null, error, isJson: false, useColor: false, 80) { ShowsProgress = true });
        Assert.DoesNotContain("\n", error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", error.ToString(), StringComparison.Ordinal);
    }

    private static void Report(TerminalDoor terminal)
    {
        var report = new ProgressReport(terminal);
        report.Show(new DiskStep("Copying a", null));
        report.Show(new DiskStep("Copying a", 12.5));
        report.Show(new DiskStep("Copying a", 19));
        report.Show(new DiskStep("Copying a", 34));
        report.Show(new DiskStep("Checking", null));
        report.End();
    }
}
