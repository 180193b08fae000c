using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Readiness;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>Findings and verdicts as lines of markup: the machine first, then each card, then one verdict a card.</summary>
internal static class CheckView
{
    private const string Indent = "  ";
    private const int WordWidth = 9;

    /// <summary>The whole answer.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="findings">What the rules found.</param>
    /// <param name="verdicts">The verdicts of the cards that were asked about.</param>
    /// <param name="width">Columns.</param>
    /// <param name="isAll">Whether findings that ask for nothing are shown too.</param>
    public static IEnumerable<string> Lines(
        HostFacts facts, IReadOnlyCollection<Finding> findings, IReadOnlyCollection<GpuVerdict> verdicts, int width, bool isAll)
    {
        yield return "[bold]This machine[/]";
        foreach (var line in MachineLines(facts, width).Concat(Section([.. findings.Where(finding => finding.Gpu is null)], width, isAll)))
        {
            yield return line;
        }

        foreach (var verdict in verdicts)
        {
            yield return "";
            foreach (var line in CardLines(facts, verdict.Gpu, width).Concat(Section([.. findings.Where(finding => finding.Gpu == verdict.Gpu)], width, isAll)))
            {
                yield return line;
            }
        }

        if (!isAll && findings.Count(finding => !AsksForSomething(finding)) is > 0 and var hidden)
        {
            yield return "";
            foreach (var line in TextLayout.Wrap($"{hidden} more {(hidden == 1 ? "is as it should be or only" : "are as they should be or only")} worth knowing: passthrough check --all", width))
            {
                yield return $"[dim]{Escape(line)}[/]";
            }
        }

        if (verdicts.Count > 0)
        {
            yield return "";
            yield return "[bold]Verdict[/]";
            foreach (var line in verdicts.SelectMany(verdict => VerdictLines(facts, verdict, width)))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> MachineLines(HostFacts facts, int width)
    {
        var names = new[] { facts.Firmware.SystemVendor, facts.Firmware.SystemProduct }.OfType<string>();
        var lines = new[]
        {
            string.Join(' ', names),
            string.Join(", ", new[] { facts.Distribution.PrettyName, facts.Boot.RunningKernel is { } kernel ? $"Linux {kernel}" : null }.OfType<string>()),
            string.Join(", ", new[] { facts.Cpu.Model, facts.Cpu.OnlineCount is { } count ? $"{count} CPU{(count == 1 ? "" : "s")}" : null, facts.Memory.TotalKib is { } kib ? $"{kib / 1048576.0:0.0} GiB of memory" : null }.OfType<string>()),
        };
        return lines.Where(line => line.Length > 0).Select(line => Escape(TextLayout.Cut(Indent + line, width)));
    }

    private static IEnumerable<string> CardLines(HostFacts facts, PciAddress gpu, int width)
    {
        var card = facts.Display.CardOf(gpu);
        yield return $"[bold]Graphics card {gpu}[/]";
        foreach (var line in TextLayout.Columns([.. FunctionsOf(facts, card).Select(FunctionRow)], width, Indent))
        {
            yield return Escape(line);
        }
    }

    private static IEnumerable<PciDevice> FunctionsOf(HostFacts facts, GraphicsCard? card) =>
        (card?.Functions ?? []).Select(facts.Pci.Find).OfType<PciDevice>();

    private static string[] FunctionRow(PciDevice device) =>
        [device.Address.ToString(), device.Identity.Ids, device.Driver ?? "-", $"{DeviceWords.Kind(device.Class)}, {DeviceWords.Name(device)}"];

    private static bool AsksForSomething(Finding finding) => finding.Severity >= Severity.Warning || (finding.Severity == Severity.Note && finding.Remedy is not null);

    private static IEnumerable<string> Section(List<Finding> findings, int width, bool isAll)
    {
        var shown = findings.Where(finding => isAll || AsksForSomething(finding)).ToList();
        return shown.Count == 0 && findings.Count > 0 ? [$"{Indent}[{Color(Severity.Good)}]{Word(Severity.Good)}[/]     Nothing is to be done here."] : FindingLines(shown, width);
    }

    private static IEnumerable<string> FindingLines(IEnumerable<Finding> findings, int width)
    {
        foreach (var finding in findings)
        {
            var word = Word(finding.Severity);
            foreach (var (line, index) in TextLayout.Wrap(TextLayout.Plain(finding.Title), width - Indent.Length - WordWidth).Select((line, index) => (line, index)))
            {
                yield return index == 0
                    ? $"{Indent}[{Color(finding.Severity)}]{word}[/]{new string(' ', WordWidth - word.Length)}{Markup.Escape(line)}"
                    : new string(' ', Indent.Length + WordWidth) + Markup.Escape(line);
            }

            var below = new string(' ', Indent.Length + WordWidth + 2);
            foreach (var line in finding.Evidence.SelectMany(evidence => TextLayout.Hang(below, $"{evidence.Source} = {evidence.Value}", width)))
            {
                yield return $"[dim]{Escape(line)}[/]";
            }

            foreach (var line in finding.Remedy is { } remedy ? TextLayout.Hang($"{below[..^2]}→ ", remedy, width) : [])
            {
                yield return Escape(line);
            }
        }
    }

    private static IEnumerable<string> VerdictLines(HostFacts facts, GpuVerdict verdict, int width)
    {
        var name = facts.Pci.Find(verdict.Gpu) is { } display ? DeviceWords.Name(display) : "";
        yield return Escape(TextLayout.Cut($"{Indent}{verdict.Gpu}  {name}", width));
        yield return verdict.Readiness switch
        {
            GpuReadiness.Ready => $"    [green]ready[/]: a guest can have it now",
            GpuReadiness.ReadyAfterSteps => $"    [yellow]ready after {verdict.Why.Length} step{(verdict.Why.Length == 1 ? "" : "s")}[/]: passthrough plan --gpu {verdict.Gpu}",
            _ => "    [red]no[/], something is in the way:",
        };
        foreach (var line in verdict.Why.SelectMany(why => TextLayout.Hang("    - ", why, width)))
        {
            yield return Escape(line);
        }
    }

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));

    private static string Word(Severity severity) => severity switch
    {
        Severity.Good => "good",
        Severity.Note => "note",
        Severity.Warning => "warning",
        Severity.Fixable => "to do",
        _ => "blocked",
    };

    private static string Color(Severity severity) => severity switch
    {
        Severity.Good => "green",
        Severity.Note => "blue",
        Severity.Warning => "yellow",
        Severity.Fixable => "yellow",
        _ => "red",
    };
}
