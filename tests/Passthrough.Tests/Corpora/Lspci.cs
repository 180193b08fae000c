using System.Diagnostics;

namespace Passthrough.Tests.Corpora;

/// <summary>The program <c>lspci</c>, asked about a dump of config space.</summary>
internal static class Lspci
{
    /// <summary>The program; the test is skipped where it is absent.</summary>
    public static string Require()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "lspci")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(path is not null, "the program lspci is not here");
        return path!;
    }

    /// <summary>What it prints about each function, by the function's address.</summary>
    public static Dictionary<string, string> Describe(string program, string dump)
    {
        var start = new ProcessStartInfo(program, ["-F", dump, "-D", "-vvv"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.Trim('\n'))
            .Where(block => block.Length > 0)
            .ToDictionary(block => block[..block.IndexOf(' ', StringComparison.Ordinal)], StringComparer.Ordinal);
    }
}
