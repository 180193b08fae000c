using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Passthrough.Cli.Views;

namespace Passthrough.Cli.Commands;

/// <summary>
/// Help that ends with the details and examples. A command's description is written as one text, its first paragraph a sentence; here the rest is taken
/// apart, so that lists of commands show only the sentence.
/// </summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const string Separator = "\n\n";

    private readonly HelpAction standard;
    private readonly ImmutableDictionary<Command, string> examples;

    private HelpWithExamples(HelpAction standard, ImmutableDictionary<Command, string> examples)
    {
        this.standard = standard;
        this.examples = examples;
    }

    /// <summary>Gives the whole tree help with examples.</summary>
    public static void Install(RootCommand root)
    {
        var found = ImmutableDictionary.CreateBuilder<Command, string>();
        foreach (var command in CommandTree.All(root))
        {
            TakeApart(command, found);
        }

        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExamples((HelpAction)option.Action!, found.ToImmutable());
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = standard.Invoke(parseResult);
        if (examples.TryGetValue(parseResult.CommandResult.Command, out var text))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Fit(text, standard.MaxWidth));
        }

        return code;
    }

    /// <summary>The text for a terminal: sentences that are wider than it are broken anew, indented lines (commands to type) stay.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Columns; very many where the output is no terminal.</param>
    internal static string Fit(string text, int width)
    {
        var lines = text.Split('\n');
        if (lines.Where(IsProse).All(line => line.Length <= width))
        {
            return text;
        }

        var fitted = new List<string>();
        var prose = "";
        foreach (var line in lines)
        {
            if (IsProse(line))
            {
                prose = $"{prose} {line}";
                continue;
            }

            fitted.AddRange(TextLayout.Wrap(prose, width).Where(part => part.Length > 0));
            fitted.Add(line);
            prose = "";
        }

        fitted.AddRange(TextLayout.Wrap(prose, width).Where(part => part.Length > 0));
        return string.Join('\n', fitted);
    }

    private static bool IsProse(string line) => line.Length > 0 && line[0] != ' ';

    private static void TakeApart(Command command, ImmutableDictionary<Command, string>.Builder found)
    {
        if (command.Description is { } description && description.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var end)
        {
            found[command] = description[(end + 2)..].TrimEnd() + "\n";
            command.Description = description[..end];
        }
    }
}
