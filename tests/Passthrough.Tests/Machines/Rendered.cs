using Passthrough.Cli.Terminal;

namespace Passthrough.Tests.Machines;

/// <summary>Lines of markup as a pipe of 80 columns receives them.</summary>
internal static class Rendered
{
    public static string Text(IEnumerable<string> markup)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        new TerminalDoor(output, error, isJson: false, useColor: false, width: 80).WriteMarkup(markup);
        return output.ToString();
    }
}
