using System.Diagnostics;
using Passthrough.Cli.Terminal;

namespace Passthrough.Tests.Terminal;

public class StandardStreamTests
{
    [Fact]
    public void What_cannot_be_written_is_dropped_and_remembered()
    {
        using var full = new StreamWriter(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)) { AutoFlush = true };
        using var stream = new StandardStream(() => full);
        stream.WriteLine("a line");
        stream.Write('a');
        Assert.Contains("No space left on device", stream.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_be_written_is_the_same()
    {
        using var inner = new StringWriter();
        using var stream = new StandardStream(() => inner);
        stream.Write("a");
        stream.Write('b');
        stream.Write(['c', 'd', 'e'], 1, 2);
        stream.WriteLine("f");
        stream.Flush();
        Assert.Equal(("abdef\n", null), (inner.ToString(), stream.Failure));
    }

    [Theory]
    [InlineData("> /dev/full", "No space left on device")]
    [InlineData(">&-", "Bad file descriptor")]
    public void The_program_says_in_one_line_that_nobody_gets_its_output(string redirection, string why)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec \"$@\" {redirection}", "sh", "dotnet", typeof(StandardStream).Assembly.Location, "completion", "bash"]) { RedirectStandardError = true, UseShellExecute = false })!;
        var words = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(($"passthrough: standard output could not be written: {why}\n", (int)ExitCode.OutputFailed), (words, process.ExitCode));
    }
}
