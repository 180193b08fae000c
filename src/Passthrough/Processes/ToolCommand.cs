using System.Collections.Immutable;

namespace Passthrough.Processes;

/// <summary>A program to run: never through a shell, always with a time limit.</summary>
/// <param name="Program">A name looked up in <c>PATH</c>, or a path.</param>
/// <param name="Arguments">The arguments, one by one.</param>
public sealed record ToolCommand(string Program, ImmutableArray<string> Arguments)
{
    /// <summary>How long it may take before it and its children are ended. Default two minutes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Variables set on top of the inherited ones; <c>LC_ALL=C</c> is always set.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The folder to run in; null for the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Text for its standard input; null closes it at once.</summary>
    public string? Input { get; init; }

    /// <summary>The command as a person would type it, for messages.</summary>
    public override string ToString() => Arguments.IsEmpty ? Program : $"{Program} {string.Join(' ', Arguments)}";
}
