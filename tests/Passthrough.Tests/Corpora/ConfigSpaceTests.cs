using System.Globalization;
using System.Text.RegularExpressions;
using Passthrough.Host.Pci;
using Passthrough.Host.Pci.Config;

namespace Passthrough.Tests.Corpora;

/// <summary>Config space of real devices, decoded here and by lspci.</summary>
public partial class ConfigSpaceTests
{
    private const int Patience = 60_000;

    // Intel's 100 series puts the control register four bytes further than the specification says; lspci reads the specified place, the kernel and this
    // program the real one.
    private static readonly string[] WideAccessControl = ["8086:9d10", "8086:9d11", "8086:9d12", "8086:9d14", "8086:9d15", "8086:9d16", "8086:9d18"];

    [Fact]
    public void Every_dumped_function_has_the_capabilities_that_lspci_decodes()
    {
        var program = Lspci.Require();
        var functions = 0;
        foreach (var file in DumpFiles())
        {
            var said = Lspci.Describe(program, file);
            var dumps = Dumps(File.ReadAllLines(file));
            Assert.Equal(said.Keys.Order(StringComparer.Ordinal), dumps.Keys.Select(address => address.ToString()).Order(StringComparer.Ordinal));
            foreach (var (address, bytes) in dumps)
            {
                Assert.Equal(
                    Words(Path.GetFileName(file), address, Expected(said[address.ToString()], IsWide(bytes))),
                    Words(Path.GetFileName(file), address, Decoded(PciConfigSpace.Parse(bytes)!, IsWide(bytes))));
                functions++;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"functions compared with lspci: {functions}");
        Assert.True(functions >= 160);
    }

    [Fact]
    public void Every_dump_cut_to_what_a_user_may_read_says_not_readable_instead_of_absent()
    {
        var configurations = DumpFiles().SelectMany(file => Dumps(File.ReadAllLines(file)).Values)
            .Select(bytes => (Whole: PciConfigSpace.Parse(bytes)!, Cut: PciConfigSpace.Parse(bytes.AsSpan(0, 64))!))
            .ToList();
        Assert.All(configurations.Where(both => !both.Whole.Capabilities.IsEmpty), both => Assert.False(both.Cut.AreCapabilitiesReadable));
        Assert.All(configurations.Where(both => !both.Whole.Capabilities.IsEmpty), both => Assert.Null(both.Cut.HasFunctionLevelReset));
        Assert.All(configurations, both => Assert.Equal(both.Whole.Header, both.Cut.Header));
        Assert.All(configurations, both => Assert.Empty(both.Cut.Capabilities));
    }

    private static IEnumerable<string> DumpFiles() =>
        Directory.GetFiles(CorpusFolder.Require("pciutils")).Where(file => Path.GetFileName(file) is not ("COMMIT" or "COPYING")).Order(StringComparer.Ordinal);

    private static string Words(string file, PciAddress address, IEnumerable<string> words) => $"{file} {address}\n  {string.Join("\n  ", words)}";

    private static bool IsWide(byte[] bytes) => WideAccessControl.Contains($"{bytes[1]:x2}{bytes[0]:x2}:{bytes[3]:x2}{bytes[2]:x2}", StringComparer.Ordinal);

    private static Dictionary<PciAddress, byte[]> Dumps(string[] lines)
    {
        var dumps = new Dictionary<PciAddress, List<byte>>();
        List<byte>? bytes = null;
        foreach (var line in lines)
        {
            if (PciAddress.TryParse(line.Split(' ')[0], out var address))
            {
                dumps[address] = bytes = [];
            }
            else if (HexLine().Match(line) is { Success: true } match)
            {
                bytes!.AddRange(match.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => byte.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
            }
        }

        return dumps.ToDictionary(dump => dump.Key, dump => dump.Value.ToArray());
    }

    private static IEnumerable<string> Expected(string block, bool isWide)
    {
        foreach (Match match in Capability().Matches(block))
        {
            yield return match.Groups[3].Success ? $"extended {match.Groups[1].Value} v{match.Groups[3].Value}" : $"capability {match.Groups[1].Value}";
        }

        yield return $"readable {(block.Contains("<access denied>", StringComparison.Ordinal) ? "no" : "yes")}";
        var express = Express().Match(block);
        yield return $"express {express.Groups[1].Value} {express.Groups[2].Value}, slot {(express.Groups[3].Value is "+" ? Slot().Match(block).Groups[1].Value : "none")}";
        // lspci shows the bit of device types only; the kernel uses it wherever it is set.
        yield return $"reset {First(DeviceReset(), block)}";
        yield return $"link {First(MaxLink(), block)} now {First(CurrentLink(), block)}";
        yield return $"power {First(Power(), block)}";
        yield return $"advanced features {First(AdvancedFeatures(), block)}";
        yield return $"access {First(AccessCapability(), block)} on {(isWide ? "elsewhere" : First(AccessControl(), block))}";
        yield return $"sizes {string.Join("; ", Sizes().Matches(block).Select(match => $"{match.Groups[1].Value}: {match.Groups[2].Value} of {match.Groups[3].Value.Trim()}"))}";
        yield return $"virtual functions {block.Contains("Single Root I/O Virtualization", StringComparison.Ordinal)}";
    }

    private static IEnumerable<string> Decoded(PciConfiguration configuration, bool isWide)
    {
        foreach (var capability in configuration.Capabilities)
        {
            yield return $"capability {capability.Offset:x2}";
        }

        foreach (var capability in configuration.ExtendedCapabilities)
        {
            yield return $"extended {capability.Offset:x3} v{capability.Version}";
        }

        yield return $"readable {(configuration.AreCapabilitiesReadable ? "yes" : "no")}";
        var express = configuration.Express;
        yield return $"express {express?.Version} {Name(express?.Kind)}, slot {express?.SlotNumber?.ToString(CultureInfo.InvariantCulture) ?? "none"}";
        yield return $"reset {(express is { Kind: PciExpressKind.Endpoint or PciExpressKind.LegacyEndpoint or PciExpressKind.IntegratedEndpoint } ? Sign(express.HasFunctionLevelReset) : "")}";
        yield return $"link {Link(express?.MaxLink)} now {Link(express?.CurrentLink)}";
        yield return $"power {(configuration.PowerManagement is { } power ? $"{power.Version} D{power.State} {Sign(power.KeepsStateInD3)}" : "")}";
        yield return $"advanced features {(configuration.HasAdvancedFeaturesReset is { } reset ? Sign(reset) : "")}";
        yield return $"access {Flags(configuration.AccessControl?.Supported)} on {(isWide ? "elsewhere" : Flags(configuration.AccessControl?.Enabled))}";
        yield return $"sizes {string.Join("; ", configuration.ResizableBars.Select(bar => $"{bar.Index}: {Size(bar.CurrentSize)} of {string.Join(' ', bar.PossibleSizes.Select(Size))}"))}";
        yield return $"virtual functions {configuration.HasVirtualFunctions}";
    }

    private static string First(Regex pattern, string block) =>
        pattern.Match(block) is { Success: true } match ? string.Join(' ', match.Groups.Values.Skip(1).Select(group => group.Value)) : "";

    private static string Sign(bool value) => value ? "+" : "-";

    private static string Link(PciLinkState? link) => link is null
        ? ""
        : $"{(link.Speed is { } speed ? speed.ToString(CultureInfo.InvariantCulture) + "GT/s" : "unknown")} {link.Width ?? 0}";

    private static string Flags(PciAcsFlags? flags) => flags is not { } set
        ? ""
        : $"SrcValid{Sign(set.HasFlag(PciAcsFlags.SourceValidation))} TransBlk{Sign(set.HasFlag(PciAcsFlags.TranslationBlocking))} ReqRedir{Sign(set.HasFlag(PciAcsFlags.RequestRedirect))} "
            + $"CmpltRedir{Sign(set.HasFlag(PciAcsFlags.CompletionRedirect))} UpstreamFwd{Sign(set.HasFlag(PciAcsFlags.UpstreamForwarding))} "
            + $"EgressCtrl{Sign(set.HasFlag(PciAcsFlags.EgressControl))} DirectTrans{Sign(set.HasFlag(PciAcsFlags.DirectTranslated))}";

    private static string Size(ulong bytes) => bytes >= 1UL << 40 ? $"{bytes >> 40}TB" : bytes >= 1UL << 30 ? $"{bytes >> 30}GB" : $"{bytes >> 20}MB";

    private static string Name(PciExpressKind? kind) => kind switch
    {
        null => "",
        PciExpressKind.Endpoint => "Endpoint",
        PciExpressKind.LegacyEndpoint => "Legacy Endpoint",
        PciExpressKind.RootPort => "Root Port",
        PciExpressKind.UpstreamPort => "Upstream Port",
        PciExpressKind.DownstreamPort => "Downstream Port",
        PciExpressKind.BridgeToPci => "PCI-Express to PCI/PCI-X Bridge",
        PciExpressKind.BridgeFromPci => "PCI/PCI-X to PCI-Express Bridge",
        PciExpressKind.IntegratedEndpoint => "Root Complex Integrated Endpoint",
        PciExpressKind.EventCollector => "Root Complex Event Collector",
        _ => "Unknown type",
    };

    [GeneratedRegex("^(?<g1>[0-9a-f]+): (?<g2>(?:[0-9a-f]{2} ?)+)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex HexLine();

    [GeneratedRegex(@"Capabilities: \[(?<g1>[0-9a-f]+)(?<g2> v(?<g3>\d+))?\](?! <chain)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Capability();

    [GeneratedRegex(@"Express(?: \(v(?<g1>\d+)\))? (?<g2>[A-Z][A-Za-z/ -]*?)(?: \(Slot(?<g3>[+-])\))?, (?:Int)?MSI", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Express();

    [GeneratedRegex(@"Slot #(?<g1>\d+),", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Slot();

    [GeneratedRegex(@"ExtTag. .*RBE. FLReset(?<g1>[+-])", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex DeviceReset();

    [GeneratedRegex(@"LnkCap:\tPort #\d+, Speed (?<g1>\S+), Width x(?<g2>\d+)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MaxLink();

    [GeneratedRegex(@"LnkSta:\tSpeed (?<g1>\S+?)(?: \([a-z]+\))?, Width x(?<g2>\d+)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex CurrentLink();

    [GeneratedRegex(@"Power Management version (?<g1>\d)\n.*\n\t\tStatus: (?<g2>D\d) NoSoftRst(?<g3>[+-])", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Power();

    [GeneratedRegex(@"AFCap: TP. FLR(?<g1>[+-])", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex AdvancedFeatures();

    [GeneratedRegex(@"ACSCap:\t(?<g1>.*)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex AccessCapability();

    [GeneratedRegex(@"ACSCtl:\t(?<g1>.*)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex AccessControl();

    [GeneratedRegex(@"BAR (?<g1>\d): current size: (?<g2>\S+), supported:(?<g3>.*)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Sizes();
}
