using System.Collections.Immutable;
using Passthrough.Bench;

if (args is not [var program, ..] || !File.Exists(program))
{
    Console.Error.WriteLine("usage: bench PROGRAM [ROUNDS]\n\nPROGRAM is the published passthrough (eng/publish makes artifacts/passthrough/passthrough).");
    return 2;
}

var rounds = args.Length > 1 && int.TryParse(args[1], out var asked) ? Math.Clamp(asked, 3, 1000) : 20;

// The loop that the guides tell people to paste, word for word in what it runs: find, basename and one lspci a device.
const string GuideLoop = """
    shopt -s nullglob
    for g in $(find /sys/kernel/iommu_groups/* -maxdepth 0 -type d | sort -V); do
    echo "IOMMU Group ${g##*/}:"
    for d in $g/devices/*; do
    echo -e "\t$(lspci -nns ${d##*/})"
    done;
    done;
    """;

ImmutableArray<(string Name, ImmutableArray<string> Ours, ImmutableArray<string> Theirs)> pairs =
[
    ("groups : lspci -nnk", [program, "groups"], ["lspci", "-nnk"]),
    ("groups : the guides' loop over iommu_groups", [program, "groups"], ["bash", "-c", GuideLoop]),
    ("devices --json : lspci -nnk", [program, "devices", "--json"], ["lspci", "-nnk"]),
    ("check : lspci -nnk", [program, "check"], ["lspci", "-nnk"]),
];

Console.WriteLine($"{rounds} rounds a pair, whole processes, taking turns; milliseconds\n");
Console.WriteLine($"{"pair",-46} {"ours min",9} {"median",8} {"theirs min",11} {"median",8} {"ratio of medians",17}");
foreach (var (name, ours, theirs) in pairs)
{
    var (first, second) = ProcessTimer.Pair(ours, theirs, rounds);
    Console.WriteLine($"{name,-46} {first.Minimum,9:0.0} {first.Median,8:0.0} {second.Minimum,11:0.0} {second.Median,8:0.0} {first.Median / second.Median,17:0.00}");
}

return 0;
