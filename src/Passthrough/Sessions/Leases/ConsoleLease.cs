using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions.Leases;

/// <summary>The text consoles, which are taken off the frame buffer (<c>/sys/class/vtconsole/vtconN/bind</c>; the kernel's Documentation/driver-api/console.rst).</summary>
/// <param name="Consoles">The drivers of consoles that drew on a frame buffer: <c>vtcon1</c>.</param>
public sealed record ConsoleLease(ImmutableArray<string> Consoles) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"text consoles ({string.Join(", ", Consoles)}) off the screen";

    /// <summary>The console drivers that draw on a frame buffer now.</summary>
    internal static ImmutableArray<string> Of(ImmutableArray<VirtualConsole> consoles) => [.. consoles.Where(console => console.IsBound == true && IsFrameBuffer(console)).Select(console => console.Name)];

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        foreach (var console in Consoles)
        {
            await WatchedWrite.RunAsync(roots, PathOf(console), console, "0", cancellation);
        }

        // A kernel without CONFIG_VT_HW_CONSOLE_BINDING takes the value and does nothing.
        if (Of(FramebufferReader.ReadConsoles(new MachineReader(roots))).Intersect(Consoles, StringComparer.Ordinal).FirstOrDefault() is { } kept)
        {
            throw new RefusedException($"the kernel keeps the text consoles on {kept}", PathOf(kept), "isolate the card at boot: passthrough plan");
        }
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        // With its last frame buffer the driver of consoles goes, and a new one may come under another name and draw at once.
        var now = FramebufferReader.ReadConsoles(new MachineReader(roots)).Where(IsFrameBuffer).ToList();
        foreach (var console in now.Where(console => console.IsBound == false))
        {
            await WatchedWrite.RunAsync(roots, PathOf(console.Name), console.Name, "1", CancellationToken.None);
        }

        return now.Count == 0 ? "the text consoles have no frame buffer to draw on: the card's driver did not make one" : null;
    }

    // What fbcon calls itself (drivers/video/fbdev/core/fbcon.c).
    private static bool IsFrameBuffer(VirtualConsole console) => console.Driver.Contains("frame buffer", StringComparison.Ordinal);

    private static string PathOf(string console) => $"/sys/class/vtconsole/{console}/bind";
}
