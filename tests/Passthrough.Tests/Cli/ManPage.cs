using System.CommandLine;
using System.Text;
using Passthrough.Cli.Terminal;

namespace Passthrough.Tests.Cli;

/// <summary>Writes the manual page from the command tree, so that it says what the program's own help says.</summary>
internal static class ManPage
{
    /// <summary>The page in man(7) markup.</summary>
    /// <param name="root">The command tree with whole descriptions.</param>
    public static string Of(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append(".TH PASSTHROUGH 1\n.SH NAME\npassthrough \\- give a virtual machine a graphics card of its own\n");
        page.Append(".SH SYNOPSIS\n.B passthrough\n.I command\n[options]\n");
        page.Append($".SH DESCRIPTION\n{Text(root.Description!)}\n.SH OPTIONS OF EVERY COMMAND\n");
        AppendOptions(page, root);
        page.Append(".SH COMMANDS\n");
        AppendCommands(page, root, "passthrough");
        page.Append(".SH EXIT STATUS\n");
        foreach (var code in Enum.GetValues<ExitCode>())
        {
            page.Append($".TP\n.B {(int)code}\n{code}\n");
        }

        page.Append(".SH FILES\n");
        foreach (var (path, meaning) in Files)
        {
            page.Append($".TP\n.I {Text(path)}\n{Text(meaning)}\n");
        }

        return page.ToString();
    }

    private static readonly (string Path, string Meaning)[] Files =
    [
        ("/etc/passthrough/passthrough.yaml", "The intent: the guests."),
        ("/etc/passthrough/isolated-devices", "The functions that the initramfs gives to vfio-pci."),
        ("/var/lib/passthrough/journal/", "One folder a transaction: what was planned, done and taken back."),
        ("/run/passthrough/", "The lock, the record of this boot's isolation, and leases of running guests."),
    ];

    private static void AppendCommands(StringBuilder page, Command parent, string prefix)
    {
        foreach (var command in parent.Subcommands)
        {
            var name = $"{prefix} {command.Name}";
            var arguments = string.Concat(command.Arguments.Select(argument => $" {argument.HelpName ?? argument.Name}"));
            page.Append($".SS {Text(name + arguments)}\n{Text(command.Description ?? "")}\n");
            AppendOptions(page, command);
            AppendCommands(page, command, name);
        }
    }

    private static void AppendOptions(StringBuilder page, Command command)
    {
        foreach (var option in command.Options.Where(option => !option.Hidden).OrderBy(option => option.Name, StringComparer.Ordinal))
        {
            page.Append($".TP\n.B {Text(option.Name)}{(option.HelpName is { } value ? $" \\fI{Text(value)}\\fR" : "")}\n{Text(option.Description ?? "")}\n");
        }
    }

    // A line that begins with a dot or an apostrophe would be a request; blank lines become paragraphs, indented ones stay lines.
    private static string Text(string text) => string.Join(
        '\n',
        text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Split('\n').Select(line => line switch
        {
            "" => ".PP",
            _ when line.StartsWith("  ", StringComparison.Ordinal) => $".br\n\\&    {line.Trim()}",
            _ when line[0] is '.' or '\'' => $"\\&{line}",
            _ => line,
        }));
}
