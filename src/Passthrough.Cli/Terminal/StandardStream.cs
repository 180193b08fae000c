using System.Text;

namespace Passthrough.Cli.Terminal;

/// <summary>
/// Standard output or standard error, which may be closed, and behind which a disk may be full or a terminal gone. A command that changes the machine goes on to its end whatever becomes of its words: the first failure is remembered, and what comes
/// after it is dropped.
/// </summary>
internal sealed class StandardStream : TextWriter
{
    private readonly TextWriter inner;

    /// <summary>The stream as .NET opens it.</summary>
    /// <param name="open">Opens it.</param>
    public StandardStream(Func<TextWriter> open)
    {
        try
        {
            inner = open();
        }
        catch (Exception failure) when (IsOfStream(failure))
        {
            inner = Null;
            Failure = WordsOf(failure);
        }
    }

    /// <summary>Why it could not be written; null when it could.</summary>
    public string? Failure { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception failure) when (IsOfStream(failure))
        {
            Failure = WordsOf(failure);
        }
    }

    // A closed descriptor is told as missing rights, with the kernel's own words inside.
    private static bool IsOfStream(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private static string WordsOf(Exception failure) => failure.InnerException?.Message ?? failure.Message;
}
