using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Pci.Config;
using Passthrough.Host.Reading;
using Passthrough.Host.Snapshots.Rules;

namespace Passthrough.Host.Snapshots;

/// <summary>
/// Takes personal data out of what was read. First all originals are looked for that are known only by where they stand (serial numbers, names of the machine and of
/// people, short UUIDs), then each name, link target and content is written anew: originals with a shape of their own (addresses, UUIDs) by that shape, the others
/// wherever they occur. Pure: the same record gives the same snapshot.
/// </summary>
/// <remarks>Bytes are handled as Latin-1 text, which loses none of them, whatever the encoding of a file is.</remarks>
internal sealed partial class SnapshotCleaner
{
    // Shorter words are replaced only where they are named as a serial number.
    private const int ShortestToken = 6;
    private const int ShortestShape = 6;
    private const string TooLong = "looking for personal data in it took too long";

    private readonly Pseudonyms pseudonyms = new();
    private readonly HashSet<string> people = new(StringComparer.Ordinal);
    private readonly HashSet<string> tooLong = new(StringComparer.Ordinal);
    private readonly PersonalTokens tokens;

    private SnapshotCleaner(IEnumerable<SnapshotEntry> entries, IEnumerable<SnapshotEntry> identity)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in identity.Concat(entries))
        {
            try
            {
                Collect(entry, found);
            }
            catch (RegexMatchTimeoutException)
            {
                // Nothing can be said about it, so it will be left out when its turn comes.
                tooLong.Add(entry.Path);
            }
        }

        tokens = new PersonalTokens(found);
    }

    /// <summary>The snapshot of a record.</summary>
    /// <param name="entries">What was read.</param>
    /// <param name="refused">What could not be read.</param>
    /// <param name="lengths">Files whose length was asked for.</param>
    /// <param name="identity">Files that say who the machine and its people are; they are looked through for originals and not in the snapshot themselves.</param>
    public static CleanedSnapshot Clean(
        ImmutableArray<SnapshotEntry> entries, ImmutableArray<ReadProblem> refused, ImmutableArray<FileLength> lengths, ImmutableArray<SnapshotEntry> identity)
    {
        var cleaner = new SnapshotCleaner(entries, identity);
        var cleaned = new SortedDictionary<string, SnapshotEntry>(StringComparer.Ordinal);
        var leftOut = ImmutableArray.CreateBuilder<LeftOutFile>();
        foreach (var entry in entries)
        {
            var path = cleaner.Path(entry.Path);
            if (cleaner.Clean(entry, path, out var reason) is { } clean)
            {
                cleaned.TryAdd(path, clean);
            }
            else if (reason is not null)
            {
                leftOut.Add(new LeftOutFile(path, reason));
            }
        }

        var problems = refused.Select(problem => problem with { Path = cleaner.Path(problem.Path), Reason = cleaner.Plain(problem.Reason, "/") });
        var measured = lengths.Where(length => !HasContent(cleaned, cleaner.Path(length.Path))).Select(length => length with { Path = cleaner.Path(length.Path) });
        ImmutableArray<SnapshotEntry> all = [.. cleaned.Values];
        return new CleanedSnapshot(
            all,
            new SnapshotManifest(1, all.Count(entry => entry.Content is not null || entry.Target is not null), [.. problems], cleaner.pseudonyms.Removed, leftOut.ToImmutable(), [.. measured]));
    }

    private static bool HasContent(SortedDictionary<string, SnapshotEntry> entries, string path) => entries.TryGetValue(path, out var entry) && entry.Content is { Length: > 0 };

    private void Collect(SnapshotEntry entry, Dictionary<string, string> found)
    {
        var path = Latin(entry.Path);
        var texts = entry.Target is { } target ? $"{path}\n{Latin(target)}" : path;
        foreach (var serial in SerialRule.SerialsIn(texts))
        {
            AddShaped(found, PersonalKind.Serial, serial);
        }

        AddNames(UuidRule.Short(texts), found);
        AddUsers(UserRule.NamesIn(texts), found);
        AddLabels(LabelRule.LabelsIn(texts), found);
        if (entry.Content is { Length: > 0 } content && content.Length <= MachineReader.MostBytes && !PersonalFile.IsShipped(entry.Path) && !KeptLinesRule.IsOfPackages(entry.Path))
        {
            CollectFrom(entry.Path, Encoding.Latin1.GetString(content), found);
        }
    }

    private void CollectFrom(string path, string text, Dictionary<string, string> found)
    {
        if (PersonalFile.IsSerial(path))
        {
            AddSerialFile(found, text.Trim());
        }
        else if (PersonalFile.IsHostName(path))
        {
            AddHost(found, text.Trim());
        }
        else if (path is "/etc/passwd")
        {
            AddUsers(AccountsRule.People(text), found);
        }
        else if (text.Length >= ShortestShape && (!PersonalFile.IsSys(path) || path.EndsWith("/uevent", StringComparison.Ordinal)))
        {
            foreach (var serial in SerialRule.SerialsIn(text))
            {
                AddShaped(found, PersonalKind.Serial, serial);
            }

            AddNames(UuidRule.Short(text), found);
            AddUsers(UserRule.NamesIn(text), found);
            AddLabels(LabelRule.LabelsIn(text), found);
        }
    }

    private void AddSerialFile(Dictionary<string, string> found, string value)
    {
        if (!SerialRule.IsNoSerial(value) && !MadeOfShapes(value))
        {
            // A world-wide name is written with and without its kind: naa.5002538e40a12345, 0x5002538e40a12345.
            var bare = Prefix().Replace(value, "");
            AddShaped(found, PersonalKind.Serial, bare);
            foreach (var word in bare.Split((char[])[' ', '_'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= 10 && word.Any(char.IsAsciiDigit)))
            {
                AddShaped(found, PersonalKind.Serial, word);
            }
        }
    }

    private void AddShaped(Dictionary<string, string> found, PersonalKind kind, string original)
    {
        if (original.Length >= ShortestToken && original.Any(char.IsAsciiDigit) && !MadeOfShapes(original) && !found.ContainsKey(original))
        {
            found.Add(original, pseudonyms.SameShape(kind, original));
        }
    }

    private void AddNames(IEnumerable<string> originals, Dictionary<string, string> found)
    {
        foreach (var original in originals)
        {
            AddShaped(found, PersonalKind.Uuid, original);
        }
    }

    private void AddUsers(IEnumerable<string> names, Dictionary<string, string> found)
    {
        foreach (var name in names)
        {
            people.Add(name);
            if (OrdinaryWords.IsDistinctive(name))
            {
                found.TryAdd(name, UserRule.NameOf(name, pseudonyms));
            }
        }
    }

    private void AddLabels(IEnumerable<string> labels, Dictionary<string, string> found)
    {
        foreach (var label in labels.Where(OrdinaryWords.IsDistinctive))
        {
            found.TryAdd(label, LabelRule.NameOf(label, pseudonyms));
        }
    }

    private void AddHost(Dictionary<string, string> found, string name)
    {
        foreach (var form in new[] { name, name.Split('.')[0] }.Where(OrdinaryWords.IsDistinctive))
        {
            var madeUp = HostName(form);
            found.TryAdd(form, madeUp);
            // Names of volume groups are made of the machine's, and device-mapper doubles their dashes.
            found.TryAdd(form.Replace("-", "--", StringComparison.Ordinal), madeUp);
        }
    }

    private string HostName(string name) => pseudonyms.Word(PersonalKind.HostName, name, "host");

    private SnapshotEntry? Clean(SnapshotEntry entry, string path, out string? reason)
    {
        reason = null;
        if (entry.Target is { } target)
        {
            // What a process has open besides device nodes is nobody's business, and no reader asks for it.
            return ProcessRule.MayBeTold(entry.Path, target) ? SnapshotEntry.Link(path, FromLatin(Target(Latin(target), entry.Path))) : null;
        }

        if (entry.Content is not { } content)
        {
            return SnapshotEntry.Folder(path);
        }

        // Of what was only seen by name there is nothing to leave out.
        reason = content.Length == 0 ? null : tooLong.Contains(entry.Path) ? TooLong : PersonalFile.ReasonToLeaveOut(entry.Path, content.AsSpan().Contains((byte)0));
        try
        {
            return reason is null && Content(entry.Path, content, ref reason) is { } cleaned ? SnapshotEntry.File(path, cleaned, entry.Mode & 0b111_111_111) : null;
        }
        catch (RegexMatchTimeoutException)
        {
            reason = TooLong;
            return null;
        }
    }

    private byte[]? Content(string path, byte[] content, ref string? reason)
    {
        if (content.Length == 0)
        {
            return content;
        }

        var name = path[(path.LastIndexOf('/') + 1)..];
        switch (name)
        {
            case "config" when PersonalFile.IsSys(path):
                return PciConfigSpace.WithoutSerial(content);
            case "edid" when PersonalFile.IsSys(path):
                reason = "is no EDID that could be understood";
                return Edid.WithoutSerial(content) is { } edid ? ReadOn(out reason, edid) : null;
            case "rom" when PersonalFile.IsSys(path):
                return OptionRom.WithoutCode(content);
            case "descriptors" or "bos_descriptors" or "report_descriptor" when PersonalFile.IsSys(path):
                return content;
            default:
                return PersonalFile.IsEfiVariable(path) ? EfiVariable(content, ref reason) : Encoding.Latin1.GetBytes(Text(path, KeptLinesRule.Replace(path, Encoding.Latin1.GetString(content))));
        }
    }

    private static byte[] ReadOn(out string? reason, byte[] bytes)
    {
        reason = null;
        return bytes;
    }

    // Four bytes of attributes, then a flag or a number, or UTF-16 text; anything else may hold identities of disks and network cards.
    private byte[]? EfiVariable(byte[] content, ref string? reason)
    {
        const int Attributes = 4;
        const int LongestNumber = Attributes + 8;
        if (content.Length <= LongestNumber)
        {
            return content;
        }

        var payload = content.AsSpan(Attributes);
        var isText = payload.Length % 2 == 0;
        for (var index = 1; index < payload.Length && isText; index += 2)
        {
            isText = payload[index] == 0;
        }

        if (!isText)
        {
            reason = "an EFI variable that is no text";
            return null;
        }

        return [.. content.AsSpan(0, Attributes), .. Encoding.Unicode.GetBytes(Plain(Encoding.Unicode.GetString(payload), "/"))];
    }

    private string Text(string path, string text)
    {
        if (PersonalFile.IsSerial(path))
        {
            return SerialRule.IsNoSerial(text.Trim()) ? text : SerialFile(text);
        }

        if (PersonalFile.IsHostName(path))
        {
            return OrdinaryWords.IsDistinctive(text.Trim()) || !text.Trim().Contains("localhost", StringComparison.Ordinal) ? HostName(text.Trim()) + "\n" : text;
        }

        return path switch
        {
            "/etc/passwd" => AccountsRule.ReplacePasswd(text, pseudonyms),
            "/etc/group" => AccountsRule.ReplaceGroup(text, people, pseudonyms),
            "/etc/fstab" or "/proc/mounts" => Plain(SecretRule.ReplaceMountSources(text, pseudonyms), path),
            "/proc/net/route" => IpRule.ReplaceRoutes(Plain(text, path), pseudonyms),
            "/proc/net/ipv6_route" => IpRule.ReplaceRoutes6(text, pseudonyms),
            "/proc/bus/input/devices" => Plain(InputRule.Replace(text, pseudonyms), path),
            "/etc/libvirt/qemu.conf" => Plain(UserRule.ReplaceRunAs(text, people, pseudonyms), path),
            _ when path.EndsWith(".xml", StringComparison.Ordinal) && path.Contains("/libvirt/", StringComparison.Ordinal) => Plain(SecretRule.ReplaceHostsInXml(text, pseudonyms), path),
            _ when ProcessFile().Match(path) is { Success: true } match => match.Groups["before"].Value switch
            {
                "stat" => Plain(ProcessRule.ReplaceStat(text), path),
                "cmdline" => Plain(ProcessRule.ReplaceCommandLine(text), path),
                "status" => Plain(UserRule.ReplaceStatus(text, pseudonyms), path),
                "mountinfo" or "mounts" => Plain(SecretRule.ReplaceMountSources(text, pseudonyms), path),
                "net/route" => IpRule.ReplaceRoutes(Plain(text, path), pseudonyms),
                "net/ipv6_route" => IpRule.ReplaceRoutes6(text, pseudonyms),
                _ => Plain(text, path),
            },
            _ => Plain(text, path),
        };
    }

    // Kind and spaces stay, so that what reads it still finds its shape.
    private string SerialFile(string text)
    {
        var shaped = MacRule.Replace(UuidRule.Replace(text, pseudonyms), pseudonyms);
        if (!string.Equals(shaped, text, StringComparison.Ordinal))
        {
            return tokens.Replace(shaped);
        }

        var prefix = Prefix().Match(text).Value;
        var value = text[prefix.Length..];
        return prefix + pseudonyms.SameShape(PersonalKind.Serial, value.TrimEnd('\n')) + value[value.TrimEnd('\n').Length..];
    }

    private string Path(string path) => PersonalFile.IsEfiVariable(path) ? path : FromLatin(Target(Latin(path), path));

    // Names and targets: no line of a name assigns a secret, and sysfs holds neither homes nor network addresses.
    private string Target(string text, string path) => text.Length < ShortestShape || PersonalFile.IsShipped(path) ? text : Shapes(text, path);

    private string Plain(string text, string path)
    {
        if (text.Length < ShortestShape)
        {
            return text;
        }

        if (PersonalFile.IsShipped(path))
        {
            return tokens.Replace(text);
        }

        return Shapes(PersonalFile.IsSys(path) ? text : EmailRule.Replace(SecretRule.Replace(text, pseudonyms), pseudonyms), path);
    }

    private string Shapes(string text, string path)
    {
        text = MacRule.Replace(LabelRule.Replace(UuidRule.Replace(SerialRule.Replace(text, pseudonyms), pseudonyms), pseudonyms), pseudonyms);
        if (!PersonalFile.IsSys(path))
        {
            text = UserRule.ReplaceIds(UserRule.ReplaceHomes(IpRule.Replace(text, pseudonyms), pseudonyms), pseudonyms);
        }

        return tokens.Replace(text);
    }

    private static bool MadeOfShapes(string value) =>
        !string.Equals(UuidRule.Replace(value, new Pseudonyms()), value, StringComparison.Ordinal) || !string.Equals(MacRule.Replace(value, new Pseudonyms()), value, StringComparison.Ordinal);

    private static string Latin(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string FromLatin(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));

    [GeneratedRegex(@"^(?:naa\.|eui\.|nvme\.|t10\.|uuid\.|0x|nqn\.[^:]*:)", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Prefix();

    [GeneratedRegex("^/proc/[0-9]+/(?:task/[0-9]+/)?(?<before>stat|cmdline|status|mountinfo|mounts|net/route|net/ipv6_route)$", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex ProcessFile();
}
