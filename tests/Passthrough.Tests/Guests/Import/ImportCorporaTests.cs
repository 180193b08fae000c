using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests.Import;
using Passthrough.Guests.Import.Libvirt;
using Passthrough.Guests.Import.Qemu;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Import;

/// <summary>Guests of real users and of libvirt's own tests.</summary>
public class ImportCorporaTests
{
    private const string Assumed = "the import assumes it where nothing is said";
    private const string Other = "another part says the same";
    private const string Refused = "refused";
    private const string HostHas = "the host's own processor has it when the host has";

    // What may be missing without a change of what is understood, and is not lost.
    private static readonly ImmutableArray<ImportRule> Understood =
    [
        new("domain/@type", "kvm", Assumed),
        new("domain/name", null, "a guest without a name is refused or gets one"),
        new("domain/os/type", null, Assumed),
        new("domain/os/type/@arch", "x86_64", Assumed),
        new("domain/os/type/@machine", "q35|pc", Assumed),
        new("domain/os", "", "its parts say it"),
        new("domain/sysinfo/@type", null, "its parts are told"),
        new("domain/os/boot", "", Assumed),
        new("domain/os/boot/@dev", "hd|cdrom", Assumed),
        new("domain/os/nvram", null, "libvirt's own place of the store"),
        new("domain/os/nvram/@template", null, "the firmware's descriptor names it"),
        new("domain/os/@firmware", "efi|bios", Other),
        new("domain/os/firmware", "", Other),
        new("domain/os/firmware/feature", "", Other),
        new("domain/os/firmware/feature/@enabled", null, Other),
        new("domain/os/firmware/feature/@name", null, Other),
        new("domain/os/loader", "", "its parts say it"),
        new("domain/os/loader/@secure", null, Other),
        new("domain/os/loader/@type", "rom", Assumed),
        new("domain/vcpu", "1", Assumed),
        new("domain/memoryBacking", "", "its parts say it"),
        new("domain/memoryBacking/hugepages/page/@unit", "KiB", Assumed),
        new("domain/features", "", "its parts say it"),
        new("domain/features/kvm", "", "its parts say it"),
        new("domain/features/kvm/hidden", "", Assumed),
        new("domain/features/kvm/hidden/@state", "off", Assumed),
        new("domain/features/hyperv/@mode", "custom", Assumed),
        new("domain/clock", "", "its parts say it"),
        new("domain/clock/timer/@present", "yes", "it belongs to a timer that is told, or to Hyper-V's"),
        new("domain/cpu", "", "its parts say it"),
        new("domain/cpu/cache/@level", "3", "the host's caches are those of all levels"),
        new("domain/cpu/feature", "", HostHas),
        new("domain/cpu/feature/@name", null, HostHas),
        new("domain/cpu/topology", "", Assumed),
        new("domain/cpu/topology/@dies", "1", Assumed),
        new("domain/cpu/topology/@threads", "1", Assumed),
        new("domain/devices", "", "its parts say it"),
        new("domain/devices/disk/@device", "disk", Assumed),
        new("domain/devices/disk/driver", "", "a disc is raw"),
        new("domain/devices/disk/driver/@type", "raw", "a disc is raw"),
        new("domain/devices/disk/target", "", "a drive is on SATA"),
        new("domain/devices/disk/target/@bus", "sata|scsi|ide|usb", "a drive is on SATA"),
        new("domain/devices/disk/boot", "", "the usual order"),
        new("domain/devices/disk/boot/@order", null, "the usual order"),
        new("domain/devices/interface/source/@network", "default", Assumed),
        new("domain/devices/interface/source/address/@domain", "0x0000", Assumed),
        new("domain/devices/interface/model", "", Assumed),
        new("domain/devices/interface/model/@type", "rtl8139", Assumed),
        new("domain/devices/channel", "", "a SPICE window has its channel"),
        new("domain/devices/channel/@type", "spicevmc|unix", "the name tells it"),
        new("domain/devices/channel/target/@type", "virtio", "the name tells it"),
        new("domain/devices/channel/source", "", "the name tells it"),
        new("domain/devices/channel/source/@mode", "bind", "the name tells it"),
        new("domain/devices/channel/target/@state", null, "of the moment"),
        new("domain/devices/hostdev/source/address/@domain", "0x0000", Assumed),
        new("domain/devices/hostdev/source/address/@function", "0x0|0", Assumed),
        new("domain/devices/memballoon/@model", "virtio", Assumed),
        new("domain/devices/tpm/@model", "tpm-tis", Assumed),
        new("domain/devices/sound/audio", "", "there is one"),
        new("domain/devices/sound/audio/@id", "1", "there is one"),
        new("domain/devices/video", "", Assumed),
        new("domain/devices/video/model", "", Assumed),
        new("domain/devices/shmem/size", "2", "Scream's size is fixed"),
        new("domain/devices/shmem/size/@unit", "M", "Scream's size is fixed"),
        new("domain/qemu:commandline/qemu:env", "", "of every program, or the usual"),
        new("domain/qemu:commandline/qemu:arg/@value", "-usb", "made for the devices that need it"),
    ];

    private static HostFacts Host { get; } = TestGuests.Host();

    [Fact]
    public void Every_users_domain_is_imported_and_reads_back()
    {
        var domains = UsersDomains();
        Assert.All(domains, domain => AssertReadsBack(Import(domain)));
        Assert.True(domains.Length >= 30, $"{domains.Length} domains");
    }

    [Fact]
    public void The_users_domain_that_is_no_xml_is_refused_with_its_line()
    {
        var broken = Directory.GetFiles(CorpusFolder.Require("user-domain-xml"), "*.xml", SearchOption.AllDirectories).Where(file => !IsXml(Text(file))).ToList();
        Assert.All(broken, file => Assert.Matches("^/a.xml:[0-9]+: ", Assert.Throws<InvalidInputException>(() => GuestImporter.Import("/a.xml", Text(file), ImportSource.Libvirt, null, Host)).Message));
        Assert.NotEmpty(broken);
    }

    [Fact]
    public void Libvirts_domains_are_imported_or_refused_with_a_reason()
    {
        var files = Directory.GetFiles(CorpusFolder.Require("libvirt/qemuxmlconfdata"), "*.xml");
        var imported = files.Select(file => Try(() => GuestImporter.Import("/a.xml", Text(file), null, null, Host))).OfType<ImportedGuest>().ToList();
        Assert.All(imported, AssertReadsBack);
        Assert.True(imported.Count > 250, $"{imported.Count} of {files.Length}");
    }

    [Fact]
    public void Nothing_of_a_users_domain_is_passed_over_in_silence()
    {
        var silent = UsersDomains().SelectMany(text => Silent(text, null)).Distinct().ToList();
        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    // Each place with each value once, in the first domain that has it: there are too many domains for all of them.
    [Fact]
    public void Nothing_of_libvirts_domains_is_passed_over_in_silence()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var domains = Directory.GetFiles(CorpusFolder.Require("libvirt/qemuxmlconfdata"), "*.xml").Order(StringComparer.Ordinal).Select(Text).Where(text => Words(text) is not Refused).ToList();
        var silent = domains.SelectMany(text => Silent(text, seen)).Distinct().ToList();
        Assert.True(silent.Count == 0, string.Join('\n', silent));
        Assert.True(seen.Count > 1000, $"{seen.Count} places and values");
    }

    [Fact]
    public void Libvirts_commands_are_imported_and_no_option_is_passed_over_in_silence()
    {
        var files = Directory.GetFiles(CorpusFolder.Require("libvirt/qemuxmlconfdata"), "*.x86_64*.args");
        Assert.All(files, file => AssertReadsBack(GuestImporter.Import(file, Text(file), null, null, Host)));
        Assert.True(files.Length > 200, $"{files.Length} commands");
        Assert.Empty(files.SelectMany(SilentOptions).Distinct());
    }

    [Fact]
    public void A_real_users_log_is_imported_from_its_last_command()
    {
        var imported = GuestImporter.Import("/var/log/libvirt/qemu/win10.log", Text(Path.Combine(CorpusFolder.Require("failure-logs/TwitchPid+VFIO-issue"), "win10.log")), null, null, Host);
        AssertReadsBack(imported);
        Assert.Equal("win10", imported.Guest.Name);
        Assert.NotNull(imported.Guest.Gpu);
        Assert.Null(imported.Guest.Runtime);
    }

    // Without it the import says the same: it was passed over.
    private static IEnumerable<string> Silent(string text, HashSet<string>? seen)
    {
        var whole = Words(text);
        var parts = Flat(DomainSource.Parse("a", text)).ToList();
        var count = XDocument.Parse(text).Root!.DescendantsAndSelf().Count();
        for (var index = 1; index < count; index++)
        {
            var element = At(text, index);
            var path = PathOf(element);
            var own = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).Select(attribute => attribute.Name).ToList();
            var value = element.HasElements ? "" : element.Value.Trim();
            var isNew = seen?.Add($"{path} {element}") != false;
            var document = element.Document!;
            element.Remove();
            if (isNew && !IsKnown(path, value) && !parts[index].IsHarmless(DomainImportRules.Harmless) && Words(document.ToString()) == whole)
            {
                yield return path + " " + value;
            }

            foreach (var name in own)
            {
                var other = At(text, index);
                var given = other.Attribute(name)!.Value;
                other.Attribute(name)!.Remove();
                if (seen?.Add($"{path}/@{name.LocalName} {given}") != false && !IsKnown($"{path}/@{name.LocalName}", given) && Words(other.Document!.ToString()) == whole)
                {
                    yield return $"{path}/@{name.LocalName} {given}";
                }
            }
        }
    }

    private static IEnumerable<SourcePart> Flat(SourcePart part) => part.Parts.SelectMany(Flat).Prepend(part);

    private static bool IsKnown(string path, string value) =>
        ImportRule.Find(Understood, path, value) is not null || ImportRule.Find(DomainImportRules.Harmless, path, value) is not null
        || Prefixes(path).Any(place => ImportRule.FindWhole(DomainImportRules.Harmless, place) is not null);

    private static IEnumerable<string> Prefixes(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
        }
    }

    private static XElement At(string text, int index) => XDocument.Parse(text).Root!.DescendantsAndSelf().ElementAt(index);

    private static string PathOf(XElement element) => string.Join('/', element.AncestorsAndSelf().Reverse().Select(part => part.Name.NamespaceName.Length == 0 ? part.Name.LocalName : $"{element.GetPrefixOfNamespace(part.Name.Namespace)}:{part.Name.LocalName}"));

    private static IEnumerable<string> SilentOptions(string file)
    {
        var draft = new ImportDraft(Host, "/");
        var words = QemuCommand.Find("a", Text(file), draft).Words;
        var options = QemuOptions.Of(draft, words);
        var all = Words(string.Join('\n', words.Select(word => word.Text)) + "\n");
        return options
            .Where(option => !option.IsHarmless(QemuRules.Harmless))
            .Where(option => Words(string.Join('\n', words.Where(word => !option.Where.StartsWith(word.Where + ":", StringComparison.Ordinal) && word.Where != option.Where).Select(word => word.Text)) + "\n") == all)
            .Select(option => option.Words);
    }

    private static string Words(string text)
    {
        var imported = Try(() => GuestImporter.Import("/a", text, null, null, Host));
        return imported is null ? Refused : string.Join('\n', [.. IntentWriter.LinesOf(imported.Guest, 0), .. imported.Notes, .. imported.NotKept.Select(kept => kept.ToString())]);
    }

    private static ImportedGuest? Try(Func<ImportedGuest> import)
    {
        try
        {
            return import();
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static ImportedGuest Import(string text) => GuestImporter.Import("/a.xml", text, null, null, Host);

    internal static void AssertReadsBack(ImportedGuest imported)
    {
        var text = IntentEditor.Add(IntentParser.Parse("/a.yaml", null), imported.Guest);
        Assert.Equal(IntentWriter.LinesOf(imported.Guest, 0), IntentWriter.LinesOf(Assert.Single(IntentParser.Parse("/a.yaml", text).Guests), 0));
    }

    private static ImmutableArray<string> UsersDomains() =>
        [.. Directory.GetFiles(CorpusFolder.Require("user-domain-xml"), "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Text).Where(text => IsXml(text) && XDocument.Parse(text).Root!.Name.LocalName is "domain")];

    private static bool IsXml(string text)
    {
        try
        {
            XDocument.Parse(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static string Text(string file)
    {
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
