using System.Globalization;
using Passthrough.Bench;

const string VirtualPc = "--virtual-pc";
const string WithoutBars = "--without-bars";
string[] words = [.. args.Except([VirtualPc, WithoutBars], StringComparer.Ordinal)];
if (words is not [var program, ..] || !File.Exists(program))
{
    Console.Error.WriteLine("""
        usage: bench PROGRAM [ROUNDS] [HOSTS] [--virtual-pc] [--without-bars]

        PROGRAM is the published passthrough (eng/publish makes artifacts/passthrough/passthrough).
        HOSTS is a folder of real hosts, a folder with pci.tsv each, for the time that plan takes.
        --virtual-pc measures in a virtual PC as well, as root, which takes about five minutes.
        --without-bars is for a program that is not Native AOT: the bars are not for it.
        """);
    return 2;
}

var rounds = words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 3, 1000) : 20;
var table = new BarTable(!args.Contains(WithoutBars, StringComparer.Ordinal));
Console.WriteLine($"{rounds} rounds a pair, whole processes, taking turns; medians in milliseconds\n");
LiveMachine.Measure(table, program, rounds);
MadeUpTrees.Measure(table, program, rounds);
if (words.Length > 2)
{
    PlanningTime.Measure(table, words[2]);
}

if (args.Contains(VirtualPc, StringComparer.Ordinal))
{
    using var interrupt = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        interrupt.Cancel();
    };
    await InVirtualPc.MeasureAsync(table, program, rounds, interrupt.Token);
}

table.Write(Console.Out);
return table.AllHold ? 0 : 1;
