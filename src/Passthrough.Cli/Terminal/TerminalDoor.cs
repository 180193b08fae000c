using Spectre.Console;

namespace Passthrough.Cli.Terminal;

/// <summary>
/// The one door to the terminal. Documents (JSON) go to standard output alone; words for people go there too, except when a document was asked for: then
/// they go to standard error.
/// </summary>
internal sealed class TerminalDoor
{
    private readonly TextWriter output;
    private readonly TextWriter error;
    private readonly bool isColored;
    private readonly Lazy<IAnsiConsole> people;
    private readonly Lazy<IAnsiConsole> errors;

    /// <summary>A door to the given writers.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="isJson">True when standard output holds only a document.</param>
    /// <param name="useColor">True when words for people may be coloured.</param>
    /// <param name="width">Columns.</param>
    public TerminalDoor(TextWriter output, TextWriter error, bool isJson, bool useColor, int width)
    {
        this.output = output;
        this.error = error;
        isColored = useColor;
        IsJson = isJson;
        Width = width;
        people = new Lazy<IAnsiConsole>(() => CreateConsole(isJson ? error : output, useColor, width));
        errors = new Lazy<IAnsiConsole>(() => CreateConsole(error, useColor, width));
    }

    /// <summary>True when standard output holds only a document.</summary>
    public bool IsJson { get; }

    /// <summary>True when standard error is a terminal that can take a line back.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Columns for words for people.</summary>
    public int Width { get; }

    /// <summary>Where words for people go.</summary>
    public IAnsiConsole People => people.Value;

    /// <summary>Where errors and progress go.</summary>
    public IAnsiConsole Errors => errors.Value;

    /// <summary>The door of this process: colour only on a terminal and without <c>NO_COLOR</c>, width of the terminal or 80.</summary>
    public static TerminalDoor ForProcess(bool isJson)
    {
        var peopleRedirected = isJson ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        var useColor = !peopleRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new TerminalDoor(Console.Out, Console.Error, isJson, useColor, peopleRedirected ? 80 : WidthOfTerminal())
        {
            ShowsProgress = !Console.IsErrorRedirected && !Console.IsOutputRedirected,
        };
    }

    /// <summary>Writes a document and nothing else to standard output.</summary>
    public void WriteDocument(string document) => output.WriteLine(document);

    /// <summary>Writes a plain line for people, without markup and without wrapping.</summary>
    public void WriteLine(string line = "") => (IsJson ? error : output).WriteLine(line);

    /// <summary>Writes lines of markup for people, each as it is: they fit the width already.</summary>
    public void WriteMarkup(IEnumerable<string> lines)
    {
        if (isColored)
        {
            foreach (var line in lines)
            {
                People.MarkupLine(line);
            }

            return;
        }

        // Into a pipe as one text: laying plain words out anew would take longer than all of the view.
        (IsJson ? error : output).Write(string.Concat(lines.Select(line => Markup.Remove(line) + "\n")));
    }

    /// <summary>Writes a plain line to standard error, without markup and without wrapping.</summary>
    public void WriteErrorLine(string line = "") => error.WriteLine(line);

    /// <summary>On a terminal, shows what is going on until <see cref="EndProgress"/>; elsewhere nothing.</summary>
    public void WriteProgress(string line)
    {
        if (ShowsProgress)
        {
            error.Write($"\r{(line.Length < Width ? line : line[..(Width - 1)])}\e[K");
        }
    }

    /// <summary>Takes the line of <see cref="WriteProgress"/> away.</summary>
    public void EndProgress()
    {
        if (ShowsProgress)
        {
            error.Write("\r\e[K");
        }
    }

    private static int WidthOfTerminal()
    {
        try
        {
            return Math.Clamp(Console.WindowWidth, 40, 200);
        }
        catch (IOException)
        {
            return 80;
        }
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool useColor, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Spectre writes escape sequences into pipes when TERM looks capable, so both are decided here.
            Ansi = useColor ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = useColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
