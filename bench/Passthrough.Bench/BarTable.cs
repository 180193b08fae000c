using System.Globalization;

namespace Passthrough.Bench;

/// <summary>What was measured, beside the bar that it must reach.</summary>
/// <param name="hasBars">False for a form of the program that the bars do not speak of: its figures are shown alone.</param>
internal sealed class BarTable(bool hasBars)
{
    private readonly List<(string What, string Measured, string Bar, bool? Holds)> rows = [];

    /// <summary>True when every bar that was measured holds.</summary>
    public bool AllHold => rows.TrueForAll(row => row.Holds is not false);

    /// <summary>Adds a row.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="measured">The figures.</param>
    /// <param name="bar">The bar in words; a dash where there is none.</param>
    /// <param name="holds">Whether it holds; null where there is no bar, or nothing was measured.</param>
    public void Add(string what, string measured, string bar = "-", bool? holds = null) =>
        rows.Add(hasBars ? (what, measured, bar, holds) : (what, measured, "-", null));

    /// <summary>Adds a comparison of two times.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="ours">Milliseconds of this program.</param>
    /// <param name="theirs">Milliseconds of the other.</param>
    /// <param name="mostRatio">The bar for ours by theirs; null where there is none.</param>
    public void AddPair(string what, double ours, double theirs, double? mostRatio) => Add(
        what,
        string.Create(CultureInfo.InvariantCulture, $"{ours:0.0} : {theirs:0.0} ms = {ours / theirs:0.00}"),
        mostRatio is { } most ? string.Create(CultureInfo.InvariantCulture, $"ratio {most:0.##}") : "-",
        mostRatio is null ? null : ours / theirs <= mostRatio);

    /// <summary>Writes all rows.</summary>
    /// <param name="output">Where to.</param>
    public void Write(TextWriter output)
    {
        var widths = (What: rows.Max(row => row.What.Length), Measured: rows.Max(row => row.Measured.Length), Bar: rows.Max(row => row.Bar.Length));
        foreach (var (what, measured, bar, holds) in rows)
        {
            output.WriteLine($"{what.PadRight(widths.What)}  {measured.PadRight(widths.Measured)}  {bar.PadRight(widths.Bar)}  {holds switch { true => "holds", false => "MISSED", null => "-" }}");
        }
    }
}
