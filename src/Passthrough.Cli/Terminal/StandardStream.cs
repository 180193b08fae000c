using System.Text;

namespace Passthrough.Cli.Terminal;

/// <summary>
/// Standard output or standard error, behind which a disk may be full or a terminal gone. A command that changes the machine goes on to its end whatever becomes of its words: the first failure is remembered, and what comes
/// after it is dropped.
/// </summary>
/// <param name="inner">The stream as .NET gives it.</param>
internal sealed class StandardStream(TextWriter inner) : TextWriter
{
    /// <summary>Why it could not be written; null when it could.</summary>
    public IOException? Failure { get; private set; }

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
        catch (IOException failure)
        {
            Failure = failure;
        }
    }
}
