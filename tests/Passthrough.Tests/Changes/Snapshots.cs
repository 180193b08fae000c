using System.Diagnostics;
using Passthrough.Host;

namespace Passthrough.Tests.Changes;

/// <summary>Copies of a machine's folder, taken while a command runs: what a kill at that moment leaves on the disk.</summary>
internal sealed class Snapshots(ScratchHost host) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("passthrough-snapshots-").FullName;

    public List<HostRoots> Roots { get; } = [];

    public void Take()
    {
        var target = Path.Combine(folder, Roots.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var copy = Process.Start("cp", ["-a", host.Root, target]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
        Roots.Add(HostRoots.Under(target));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
