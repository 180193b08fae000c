using System.Diagnostics;
using Passthrough.Disks;
using Passthrough.Guests.Disks;
using Passthrough.Host;
using Passthrough.Processes;

namespace Passthrough.Tests.Disks;

/// <summary>A folder for images, with the real qemu-img, and a machine whose passthrough.yaml is the test's own.</summary>
internal sealed class Images : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("disks-");
    private readonly List<DiskStep> steps = [];

    public Images()
    {
        Assert.SkipUnless(ProgramPath.Find("qemu-img") is not null && ProgramPath.Find("qemu-io") is not null, "qemu-utils is not installed");
        Roots = HostRoots.Under(Path.Combine(folder.FullName, "machine"));
        Folder = Directory.CreateDirectory(Path.Combine(folder.FullName, "images")).FullName;
    }

    public HostRoots Roots { get; }

    public string Folder { get; }

    public IReadOnlyList<DiskStep> Steps => steps;

    public IEnumerable<string> Names => Directory.EnumerateFileSystemEntries(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public string this[string name] => Path.Combine(Folder, name);

    public DiskWorkshop Shop(CancellationToken? cancellation = null, Action<DiskStep>? onStep = null) =>
        new(Roots, KnownDisks.Read(Roots), step => { steps.Add(step); onStep?.Invoke(step); }, cancellation ?? TestContext.Current.CancellationToken);

    public Task<DiskResult> CreateAsync(string name, int mib = 16, GuestDiskFormat format = GuestDiskFormat.Qcow2) =>
        DiskCreate.RunAsync(Shop(), this[name], mib * 1024L * 1024, format, DiskPreallocation.Off);

    public Task<DiskResult> OverlayAsync(string below, string name) => DiskOverlay.RunAsync(Shop(), this[below], null, this[name]);

    /// <summary>A guest of passthrough.yaml.</summary>
    public void Guest(string guest, string disk)
    {
        Directory.CreateDirectory(Roots.Etc("passthrough"));
        File.WriteAllText(Roots.Etc("passthrough/passthrough.yaml"), $"guests:\n  - name: {guest}\n    gpu: \"0000:01:00.0\"\n    disks:\n      - path: \"{this[disk]}\"\n");
    }

    /// <summary>Writes one byte all over a megabyte of an image.</summary>
    public void Write(string name, int value, int atMiB = 0, string format = "qcow2") => Tool("qemu-io", "-f", format, "-c", $"write -P {value} {atMiB}M 1M", this[name]);

    /// <summary>True when a megabyte of an image holds one byte all over.</summary>
    public bool Holds(string name, int value, int atMiB = 0, string format = "qcow2") =>
        !Tool("qemu-io", "-r", "-f", format, "-c", $"read -P {value} {atMiB}M 1M", this[name]).Contains("Pattern verification failed", StringComparison.Ordinal);

    /// <summary>A real program that has an image open until it is disposed of.</summary>
    public ImageHolder Hold(string name, bool isReadOnly = false, string format = "qcow2") => new(this[name], isReadOnly, format);

    public static string Tool(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
