using System.Globalization;
using System.Runtime.CompilerServices;
using Passthrough.Cli.Terminal;

namespace Passthrough.Tests.Terminal;

public class ExitCodeDocumentTests
{
    [Fact]
    public void The_table_for_people_names_every_exit_code_and_no_other()
    {
        var rows = File.ReadAllLines(Path.Combine(Root(), "docs/exit-codes.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2]));
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => ((int)code, code.ToString())), rows);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
