using Passthrough.Host;
using Passthrough.LabTests;
using Passthrough.Rehearsal;
using Passthrough.Rehearsal.VirtualPc;

[assembly: AssemblyFixture(typeof(LabWorkshop))]

namespace Passthrough.LabTests;

/// <summary>The one workshop that all lab tests get their virtual PCs from.</summary>
public sealed class LabWorkshop : IAsyncLifetime
{
    private readonly Workshop workshop = new(Options with { OnStandstill = Keep });

    /// <summary>The published program that <c>./test</c> names, on PCs of which two run at a time.</summary>
    public static RehearsalOptions Options { get; } = new(RehearsalCache.Folder(), Program(), HostReader.Read(HostRoots.Live), HostRoots.Live) { Processors = 1 };

    public async ValueTask InitializeAsync() => await workshop.PrepareAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => workshop.DisposeAsync();

    public Task<VirtualMachine> StartAsync(VirtualPcLayout layout) => workshop.StartAsync(layout, TestContext.Current.CancellationToken);

    /// <summary>A PC that had to be switched on twice fails no test, but <c>./test</c> counts these files and shows where they are.</summary>
    private static void Keep(StoodStill happened) =>
        File.WriteAllText(Path.Combine(Environment.GetEnvironmentVariable("PASSTHROUGH_RESULTS") ?? Path.GetTempPath(), $"stood-still-{Guid.NewGuid():n}.log"), happened.ToString());

    private static string Program() =>
        Environment.GetEnvironmentVariable("PASSTHROUGH_PROGRAM")
        ?? throw new InvalidOperationException("PASSTHROUGH_PROGRAM must name the published program: run ./test, or eng/publish and set it to artifacts/passthrough/passthrough");
}
