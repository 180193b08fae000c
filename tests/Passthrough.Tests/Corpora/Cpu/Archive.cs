using System.Diagnostics;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>An archive of a machine's files, unpacked for one test.</summary>
internal sealed class Archive : IDisposable
{
    private Archive(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Unpacks what speaks about processors and memory; the test is skipped where there is no tar.</summary>
    public static Archive Unpack(string path)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/tar") || File.Exists("/bin/tar"), "tar is not installed");
        var folder = Path.Combine(Scratch(), $"passthrough-corpus-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        Run("tar", "-xf", path, "-C", folder, "--no-same-owner", "--wildcards", "--exclude=*/cpuidle", "--exclude=*/power", "--exclude=*/memory[0-9]*", "--exclude=*/thermal_throttle", "--exclude=*/stats", "--exclude=*/access[0-9]*", "--exclude=*/crash_notes*", "*system/cpu*", "*system/node*", "*/cpu/*", "*/node/*", "*/cpuinfo", "*/meminfo", "*devices/cpu_*");
        Run("chmod", "-R", "u+rwX", folder);
        return new Archive(folder);
    }

    /// <summary>Unpacks a tree of what is below <c>/sys/devices/system</c>, which it has in a folder of its own or at the top.</summary>
    public static Archive UnpackSystem(string path)
    {
        var archive = Unpack(path);
        var top = archive.Only();
        var inside = Path.Combine(top, "system");
        Directory.CreateDirectory(Path.Combine(archive.Folder, "sys", "devices"));
        Directory.Move(Directory.Exists(inside) ? inside : top, Path.Combine(archive.Folder, "sys", "devices", "system"));
        return archive;
    }

    // Thousands of small files: in memory where there is such a folder (the largest tree takes 40 MiB).
    private static string Scratch() => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>What a program prints.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C" } })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return text;
    }

    /// <summary>The text of a file beside the archives.</summary>
    public static string Text(string path)
    {
        using var reader = new StreamReader(path);
        return reader.ReadToEnd();
    }

    /// <summary>The only folder inside whose name begins so.</summary>
    public string Only(string name = "") => Directory.GetDirectories(Folder, $"{name}*").Single();

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
