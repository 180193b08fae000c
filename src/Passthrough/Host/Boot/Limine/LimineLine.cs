namespace Passthrough.Host.Boot.Limine;

/// <summary>One line of Limine's configuration, by positions in its text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The place after its line end.</param>
/// <param name="Depth">Of a title: 1 at the top, 2 in a directory of the top; else 0.</param>
/// <param name="Name">The option's name in capitals (as written in the old form, where only capitals count), or the macro's name; else empty.</param>
/// <param name="ValueStart">Where the title, or the value, begins, blanks before it left out.</param>
/// <param name="ValueEnd">The place after it, blanks and carriage return after it left out.</param>
internal readonly record struct LimineLine(LimineLineKind Kind, int Start, int End, int Depth, string Name, int ValueStart, int ValueEnd)
{
    /// <summary>The title, or the value, as it is written.</summary>
    /// <param name="text">The configuration.</param>
    public string ValueIn(string text) => text[ValueStart..ValueEnd];
}
