using System.Collections.Immutable;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;

namespace Passthrough.Host.Roms;

/// <summary>A file that shall be a card's option ROM in a guest: what it holds, and what decides who may read it.</summary>
/// <param name="Path">The machine's own path, as it was asked for.</param>
public sealed record RomFile(string Path)
{
    /// <summary>The same with all links followed, which is what AppArmor and SELinux judge; null when nothing is there, or nothing can be seen.</summary>
    public string? RealPath { get; init; }

    /// <summary>True for a regular file; false for a folder, a node, or nothing.</summary>
    public bool IsRegular { get; init; }

    /// <summary>The folders on the way, from the first below <c>/</c>, and then the file.</summary>
    public ImmutableArray<PathAccess> Places { get; init; } = [];

    /// <summary>All of the machine's groups (<c>/etc/group</c>), which say with the places who may read it.</summary>
    public ImmutableArray<LocalGroup> Groups { get; init; } = [];

    /// <summary>Its label of SELinux; null when it has none.</summary>
    public SelinuxLabel? Label { get; init; }

    /// <summary>The ROM; null when none is in it.</summary>
    public OptionRom? Rom { get; init; }

    /// <summary>Where in the file the ROM begins, in bytes: 0 but for files of tools that put a header of their own before it.</summary>
    public int RomOffset { get; init; }

    /// <summary>Why it could not be looked at; null when it could, and when nothing is there.</summary>
    public ReadProblem? Problem { get; init; }
}
