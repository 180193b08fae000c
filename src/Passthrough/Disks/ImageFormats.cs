using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>
/// Decides an image's format. A guest can write the header of another format into its raw disk; who then goes by the content reads, and for an overlay writes, any file of the host that the header names. So the content only confirms. Pure.
/// </summary>
public static class ImageFormats
{
    private const string Option = "say which: --format raw or --format qcow2";

    /// <summary>The format.</summary>
    /// <param name="path">The image's path.</param>
    /// <param name="given">What was asked for; null when nothing was.</param>
    /// <param name="known">What is written down for a guest that has the image; null when no guest has it or nothing is.</param>
    /// <param name="looksLikeQcow2">True when the first bytes are those of qcow2.</param>
    /// <exception cref="InvalidInputException">It cannot be told, or the content says otherwise.</exception>
    public static GuestDiskFormat Decide(string path, GuestDiskFormat? given, GuestDiskFormat? known, bool looksLikeQcow2)
    {
        var format = given ?? known ?? OfName(path);
        return (format, looksLikeQcow2) switch
        {
            (GuestDiskFormat.Qcow2, false) => throw new InvalidInputException($"'{path}' is no qcow2 image: its first bytes are not those of one", path, "is it raw? then --format raw"),
            (GuestDiskFormat.Raw, true) when given is null && known is null => throw new InvalidInputException(
                $"'{path}' is named like a raw disk, and its first bytes are those of qcow2; a guest can write such bytes into its raw disk, so they are not relied on", path, Option),
            (null, _) => throw new InvalidInputException($"the name '{path}' does not tell the image's format", path, looksLikeQcow2 ? $"{Option}; its first bytes are those of qcow2, which a guest could have written into a raw disk" : Option),
            var (decided, _) => decided.Value,
        };
    }

    /// <summary>The format that a name tells by its ending; null for another one.</summary>
    /// <param name="path">The path.</param>
    public static GuestDiskFormat? OfName(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".qcow2" => GuestDiskFormat.Qcow2,
        ".raw" or ".img" => GuestDiskFormat.Raw,
        _ => null,
    };

    /// <summary>The word of a format.</summary>
    /// <param name="format">The format.</param>
    public static string Word(GuestDiskFormat format) => EnumWord.Of(format);
}
