using System.Globalization;
using Passthrough.Bench;

if (args is not [var program, ..] || !File.Exists(program))
{
    Console.Error.WriteLine("""
        usage: bench PROGRAM [ROUNDS] [HOSTS]

        PROGRAM is the published passthrough (eng/publish makes artifacts/passthrough/passthrough).
        HOSTS is a folder of real hosts, a folder with pci.tsv each, for the time that plan takes.
        """);
    return 2;
}

var rounds = args.Length > 1 && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 3, 1000) : 20;
var table = new BarTable();
Console.WriteLine($"{rounds} rounds a pair, whole processes, taking turns; medians in milliseconds\n");
LiveMachine.Measure(table, program, rounds);
MadeUpTrees.Measure(table, program, rounds);
if (args.Length > 2)
{
    PlanningTime.Measure(table, args[2]);
}

table.Write(Console.Out);
return table.AllHold ? 0 : 1;
