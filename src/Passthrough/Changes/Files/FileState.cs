using System.Collections.Immutable;

namespace Passthrough.Changes.Files;

/// <summary>Everything of a file or folder that an undo brings back.</summary>
public sealed record FileState
{
    /// <summary>Nothing is at the path.</summary>
    public static FileState Absent { get; } = new();

    /// <summary>False when nothing is at the path; all else is then without meaning.</summary>
    public bool Exists { get; init; }

    /// <summary>True for a folder.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>Bytes; 0 for a folder.</summary>
    public long Size { get; init; }

    /// <summary>SHA-256 of the content, hexadecimal; null for a folder.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The permission bits, set-id and sticky bits included.</summary>
    public int Mode { get; init; }

    /// <summary>The owner's number.</summary>
    public uint User { get; init; }

    /// <summary>The group's number.</summary>
    public uint Group { get; init; }

    /// <summary>Time of the last change: seconds since 1970.</summary>
    public long ModifiedSeconds { get; init; }

    /// <summary>Time of the last change: nanoseconds within the second.</summary>
    public long ModifiedNanoseconds { get; init; }

    /// <summary>Extended attributes (<c>security.selinux</c>, access control lists) by name, values in base64.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>True when both have the same content, or both are folders, or both are absent.</summary>
    public bool HasContentOf(FileState other) =>
        Exists == other.Exists && IsDirectory == other.IsDirectory && string.Equals(Sha256, other.Sha256, StringComparison.Ordinal);

    /// <summary>True when content, mode and owner are the same.</summary>
    public bool IsSameAs(FileState other) =>
        HasContentOf(other) && (!Exists || (Mode == other.Mode && User == other.User && Group == other.Group));

    /// <summary>In words, for messages: content hash, mode and owner.</summary>
    public override string ToString() => this switch
    {
        { Exists: false } => "absent",
        { IsDirectory: true } => $"folder, mode {Octal}, owner {User}:{Group}",
        _ => $"sha256 {Sha256![..12]}…, {Size} bytes, mode {Octal}, owner {User}:{Group}",
    };

    private string Octal => Convert.ToString(Mode, 8).PadLeft(4, '0');
}
