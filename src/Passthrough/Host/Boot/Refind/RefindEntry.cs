using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Refind;

/// <summary>One kernel line of rEFInd's: a line of <c>refind_linux.conf</c>, or the <c>options</c> of a stanza in <c>refind.conf</c>.</summary>
public sealed record RefindEntry
{
    /// <summary>What the menu shows.</summary>
    public required string Title { get; init; }

    /// <summary>The machine's own path of the file that it stands in.</summary>
    public required string Path { get; init; }

    /// <summary>Which line of the file holds the kernel line, counted from 0.</summary>
    public required int Line { get; init; }

    /// <summary>The kernel line's words in order, quotes resolved.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>The kernel that a stanza starts, as it is written; null for a line of <c>refind_linux.conf</c>, which is for every kernel beside it.</summary>
    public string? Loader { get; init; }

    /// <summary>The initramfs that a stanza names, as it is written; null for none.</summary>
    public string? Initramfs { get; init; }

    /// <summary>Of a stanza, which line of the file closes it, counted from 0; null for a line of <c>refind_linux.conf</c>, and for what stands inside a stanza (<c>submenuentry</c>).</summary>
    public int? LastLine { get; init; }

    /// <summary>True for the line of <c>refind_linux.conf</c> that a kernel starts with when nobody chooses another.</summary>
    public bool IsFirst { get; init; }

    /// <summary>True for what is not an ordinary start: a rescue mode, or a line with nothing but the root device.</summary>
    public bool IsSpare { get; init; }
}
