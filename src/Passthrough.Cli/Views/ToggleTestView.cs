using Passthrough.Sessions.Input;

namespace Passthrough.Cli.Views;

/// <summary>A test of the keys that hand over keyboard and mouse, for a person.</summary>
internal static class ToggleTestView
{
    /// <summary>What is read, and what to do.</summary>
    public static IEnumerable<string> Opening(ToggleTest test) =>
    [
        .. test.Nodes.Select(node => TextLayout.Plain($"Reading {Words(node)}{(node.Guest is { } guest ? $"; '{guest}' has it open, and while that guest has the keyboard nothing arrives here" : "")}.")),
        $"Press {test.Words}; Ctrl-C ends.",
    ];

    /// <summary>One thing that was seen.</summary>
    public static string Line(ToggleTest test, ToggleStep step)
    {
        var node = test.Nodes.First(node => string.Equals(node.Path, step.Path, StringComparison.Ordinal));
        return TextLayout.Plain($"{Words(node)}: {step.Kind switch
        {
            ToggleStepKind.Alive => "events arrive",
            ToggleStepKind.KeyDown => $"{step.Key} is down",
            ToggleStepKind.Toggled => "the toggle arrived: a running guest would take or leave keyboard and mouse now",
            ToggleStepKind.Split => "all keys of the toggle are down, but on different devices: QEMU wants them from one",
            _ => "was unplugged",
        }}");
    }

    /// <summary>What was not seen.</summary>
    public static IEnumerable<string> Missing(ToggleTest test, IReadOnlyCollection<ToggleStep> seen) =>
    [
        .. test.Nodes
            .Where(node => !seen.Any(step => step.Kind == ToggleStepKind.Alive && string.Equals(step.Path, node.Path, StringComparison.Ordinal)))
            .Select(node => TextLayout.Plain($"{Words(node)}: no event came{(node.Guest is { } guest ? $"; '{guest}' has it" : "; is it the right node? ls /dev/input/by-id")}")),
        $"The toggle ({test.Words}) did not arrive.",
    ];

    private static string Words(InputNode node) => $"{Path.GetFileName(node.Node)}{(node.Name is { } name ? $" ({name})" : "")}";
}
