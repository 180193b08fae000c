using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Boot.Limine;

/// <summary>One entry, or directory, of Limine's menu.</summary>
public sealed record LimineEntry
{
    /// <summary>What the menu shows.</summary>
    public required string Title { get; init; }

    /// <summary>By which Limine is told of it: titles from the top joined by <c>/</c>, in which <c>/</c>, <c>\</c> and <c>#</c> have a <c>\</c> before them (Limine's <c>CONFIG.md</c>, <c>default_entry</c>).</summary>
    public required string TreePath { get; init; }

    /// <summary>Which title line of the file it begins with, counted from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The boot protocol in small letters; null for a directory.</summary>
    public string? Protocol { get; init; }

    /// <summary>The kernel; null when it names none.</summary>
    public LimineFile? Kernel { get; init; }

    /// <summary>The initramfs images, in order.</summary>
    public ImmutableArray<LimineFile> Modules { get; init; } = [];

    /// <summary>The kernel line's words, in order, macros put in and quotes resolved.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>True when the menu shows it without a directory being opened first.</summary>
    public bool IsVisible { get; init; }

    /// <summary>True for a directory.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>True for what is not an ordinary start: a rescue mode, mkinitcpio's fallback image, a snapshot.</summary>
    public bool IsSpare { get; init; }

    /// <summary>True when it starts Linux.</summary>
    [JsonIgnore]
    public bool IsLinux => !IsDirectory && Kernel is not null && Protocol is "linux";
}
