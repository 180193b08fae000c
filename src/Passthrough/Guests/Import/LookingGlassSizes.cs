using System.Collections.Immutable;
using Passthrough.Guests.Description;
using Passthrough.Guests.Display;

namespace Passthrough.Guests.Import;

/// <summary>What resolution a size of Looking Glass's memory was chosen for.</summary>
internal static class LookingGlassSizes
{
    // The usual screens, one for each power of two that Looking Glass asks for.
    private static readonly ImmutableArray<LookingGlassDescription> Usual =
    [
        new(new Resolution(1024, 768)), new(new Resolution(1920, 1080)), new(new Resolution(2560, 1440)), new(new Resolution(3840, 2160)),
        new(new Resolution(3840, 2160)) { IsHdr = true }, new(new Resolution(7680, 4320)), new(new Resolution(7680, 4320)) { IsHdr = true },
    ];

    /// <summary>The largest usual screen that needs exactly as much.</summary>
    /// <param name="mib">The size in MiB.</param>
    /// <returns>Null when none does.</returns>
    public static LookingGlassDescription? Of(long mib) => Usual.LastOrDefault(glass => glass.Resolution.LookingGlassMiB(glass.IsHdr == true) == mib);
}
