using System.Globalization;
using System.Text.RegularExpressions;
using Passthrough.Guests.Description;
using Passthrough.Guests.Sound;

namespace Passthrough.Guests.Import;

/// <summary>Where sound goes, by the names that libvirt and QEMU have for it.</summary>
internal static partial class SoundBackends
{
    /// <summary>The sound.</summary>
    /// <param name="draft">The guest.</param>
    /// <param name="where">Where that stands.</param>
    /// <param name="type">The kind of sound server.</param>
    /// <param name="place">A path or address that may name the user who listens; null for none.</param>
    /// <param name="hasWindow">Whether SPICE can play it.</param>
    public static SoundDescription Of(ImportDraft draft, string where, string type, string? place, bool hasWindow)
    {
        SoundBackend? backend = type switch
        {
            "pa" => SoundBackend.PulseAudio,
            "spice" => hasWindow ? SoundBackend.Spice : SoundBackend.None,
            "none" or "pipewire" or "pulseaudio" or "jack" => EnumWord.Parse<SoundBackend>(type),
            _ => null,
        };
        if (backend is not { } known || (type is "spice" && !hasWindow))
        {
            draft.Drop(where, type, $"sound goes to {string.Join(", ", EnumWord.All<SoundBackend>())}");
        }

        return new SoundDescription { Backend = backend ?? SoundBackend.None, User = place is null ? null : User(draft, where, place) };
    }

    /// <summary>The login name of the user whose runtime folder a text names.</summary>
    /// <returns>Null, which is told, when it names none or this machine has no such user.</returns>
    public static string? User(ImportDraft draft, string where, string place)
    {
        var found = RuntimeFolder().Match(place);
        var name = found.Success && uint.TryParse(found.Groups["user"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? draft.Host.Security.Users.FirstOrDefault(user => user.Number == number)?.Name
            : null;
        if (name is null || !GuestRules.IsLogin(name))
        {
            draft.Drop(where, place, "who listens is said by a login name of this machine (sound: user)");
            return null;
        }

        return name;
    }

    [GeneratedRegex("/run/user/(?<user>[0-9]{1,9})(/|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RuntimeFolder();
}
