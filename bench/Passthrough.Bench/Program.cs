using System.Globalization;
using Passthrough.Bench;

const string VirtualPc = "--virtual-pc";
const string Container = "--container";
const string WithoutBars = "--without-bars";
string[] words = [.. args.Except([VirtualPc, Container, WithoutBars], StringComparer.Ordinal)];
if (words is not [var program, ..] || !File.Exists(program))
{
    Console.Error.WriteLine("""
        usage: bench PROGRAM [ROUNDS] [HOSTS] [--container] [--virtual-pc] [--without-bars]

        PROGRAM is the published passthrough (eng/publish makes artifacts/passthrough/passthrough).
        HOSTS is a folder of real hosts, a folder with pci.tsv each, for the time that plan takes.
        --container measures what a start of a guest costs, in a container at this machine's own speed, as root, with systemd-nspawn (package systemd-container); about five minutes.
        --virtual-pc measures in a virtual PC as well, as root, which takes about half an hour where it is emulated.
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

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupt.Cancel();
};
if (args.Contains(Container, StringComparer.Ordinal))
{
    await InContainer.MeasureAsync(table, program, rounds, interrupt.Token);
}

if (args.Contains(VirtualPc, StringComparer.Ordinal))
{
    await InVirtualPc.MeasureAsync(table, program, rounds, interrupt.Token);
}

table.Write(Console.Out);
return table.AllHold ? 0 : 1;
