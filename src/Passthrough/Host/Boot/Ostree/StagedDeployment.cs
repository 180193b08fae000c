using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Boot.Ostree;

/// <summary>
/// Understands <c>/run/ostree/staged-deployment</c>, which ostree keeps until the machine shuts down and writes the boot entry from it: a dictionary of type <c>a{sv}</c> in GVariant's form (ostree's
/// <c>ostree_sysroot_stage_tree_with_options</c>; the GVariant specification in GLib's documentation).
/// </summary>
/// <param name="Name">The deployment: the checksum of its commit, a dot and a number; null when the file does not say it.</param>
/// <param name="Stateroot">The name of the system that it is a deployment of; null when the file does not say it.</param>
/// <param name="Words">The words of its kernel line, in order.</param>
public sealed record StagedDeployment(string? Name, string? Stateroot, ImmutableArray<string> Words)
{
    private const string Merged = "merge-deployment";
    private const int Alignment = 8;

    /// <summary>The deployment; rubbish gives one without a name and words. Never throws.</summary>
    /// <param name="content">The file.</param>
    public static StagedDeployment Parse(ReadOnlySpan<byte> content)
    {
        ImmutableArray<string> target = [.. Encoding.UTF8.GetString(content).Split('\0').SkipWhile(text => text is not "target").TakeWhile(text => text is not Merged)];
        var key = content.IndexOf("kargs\0"u8);
        return new StagedDeployment(
            After(target, "name"), After(target, "osname"),
            key < 0 ? [] : Strings(content[Math.Min(Aligned(key + "kargs\0"u8.Length), content.Length)..]));
    }

    /// <summary>The string value after a key: zero bytes that fill up to a value's place are empty strings.</summary>
    private static string? After(ImmutableArray<string> strings, string key) =>
        strings.IndexOf(key) is >= 0 and var place ? strings.Skip(place + 1).FirstOrDefault(text => text.Length > 0) : null;

    private static int Aligned(int place) => (place + Alignment - 1) / Alignment * Alignment;

    /// <summary>A list of strings: each ends with a zero byte, and after the last the ends of all are listed, as numbers that are as wide as the whole list needs.</summary>
    private static ImmutableArray<string> Strings(ReadOnlySpan<byte> list)
    {
        var ends = new List<int>();
        for (var end = 0; list[end..].IndexOf((byte)0) is >= 0 and var length;)
        {
            end += length + 1;
            ends.Add(end);
            if (AreEnds(list[end..], ends))
            {
                var text = ImmutableArray.CreateBuilder<string>();
                for (var index = 0; index < ends.Count; index++)
                {
                    text.Add(Encoding.UTF8.GetString(list[(index == 0 ? 0 : ends[index - 1])..(ends[index] - 1)]));
                }

                return text.ToImmutable();
            }
        }

        return [];
    }

    private static bool AreEnds(ReadOnlySpan<byte> table, List<int> ends)
    {
        var width = ends[^1] + ends.Count <= byte.MaxValue ? 1 : ends[^1] + (2 * ends.Count) <= ushort.MaxValue ? 2 : 4;
        if (table.Length < ends.Count * width)
        {
            return false;
        }

        for (var index = 0; index < ends.Count; index++)
        {
            var place = table[(index * width)..];
            var value = width == 1 ? place[0] : width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(place) : BinaryPrimitives.ReadUInt32LittleEndian(place);
            if (value != ends[index])
            {
                return false;
            }
        }

        return true;
    }
}
