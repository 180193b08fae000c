using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Import;
using Passthrough.Guests.Import.Qemu;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.Import;

/// <summary>
/// The command that libvirt makes of a domain, and the one that this program makes of its import: what differs was said. The lab compares both commands for this program's own domains.
/// </summary>
public sealed partial class LibvirtCommandsTests
{
    private const string Shown = "/domain/features/hyperv: shown of Hyper-V besides what the domain has: ";

    // libvirt's elements of Hyper-V and the switches of QEMU's processor that it makes of each (qemuBuildCpuCommandLine: underscores become dashes).
    public static TheoryData<string, string> Interfaces => new()
    {
        { "<relaxed state='on'/>", "hv-relaxed=on" },
        { "<vapic state='on'/>", "hv-vapic=on" },
        { "<spinlocks state='on' retries='8191'/>", "hv-spinlocks=0x1fff" },
        { "<vpindex state='on'/>", "hv-vpindex=on" },
        { "<runtime state='on'/>", "hv-runtime=on" },
        { "<synic state='on'/>", "hv-synic=on" },
        { "<stimer state='on'/>", "hv-stimer=on" },
        { "<stimer state='on'><direct state='on'/></stimer>", "hv-stimer=on,hv-stimer-direct=on" },
        { "<reset state='on'/>", "hv-reset=on" },
        { "<vendor_id state='on' value='KVM Hv'/>", "hv-vendor-id=KVM Hv" },
        { "<frequencies state='on'/>", "hv-frequencies=on" },
        { "<reenlightenment state='on'/>", "" },
        { "<tlbflush state='on'/>", "hv-tlbflush=on" },
        { "<tlbflush state='on'><direct state='on'/><extended state='on'/></tlbflush>", "hv-tlbflush=on" },
        { "<ipi state='on'/>", "hv-ipi=on" },
        { "<evmcs state='on'/>", "" },
        { "<avic state='on'/>", "" },
        { "<emsr_bitmap state='on'/>", "" },
        { "<xmm_input state='on'/>", "" },
    };

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void What_a_domain_shows_of_hyper_v_is_in_the_command_or_was_said(string element, string switches)
    {
        var xml = $"<domain type='kvm'><name>a</name><os><type arch='x86_64' machine='q35'>hvm</type></os><features><hyperv mode='custom'>{element}</hyperv></features></domain>";
        var host = TestGuests.Host();
        var imported = GuestImporter.Import("/a.xml", xml, null, null, host);
        var ours = HyperVOf(imported, host);
        Assert.All(switches.Split(',', StringSplitOptions.RemoveEmptyEntries), word => Assert.Contains(word, ours));
        // What is more was said too, by libvirt's names.
        var said = imported.Notes.Where(note => note.StartsWith(Shown, StringComparison.Ordinal)).SelectMany(note => note[Shown.Length..].Split(", ")).SelectMany(name => (string[])[$"hv-{name}", $"hv-{name}-direct"]);
        Assert.Empty(ours.Select(word => word.Split('=')[0]).Except([.. said, .. switches.Split(',').Select(word => word.Split('=')[0]), "hv-time", "hv-stimer-direct"], StringComparer.Ordinal));
        // And what is not shown.
        var missing = PartName().Matches(element).Select(match => match.Groups["name"].Value).Where(name => !ours.Any(word => word.StartsWith($"hv-{name.Replace('_', '-')}=", StringComparison.Ordinal) || word.EndsWith($"-{name}=on", StringComparison.Ordinal)));
        Assert.All(missing, name => Assert.Contains(imported.NotKept, kept => kept.ToString().Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Processors_memory_and_devices_are_those_of_libvirts_command_or_it_was_said()
    {
        var folder = CorpusFolder.Require("libvirt/qemuxmlconfdata");
        var compared = Directory.GetFiles(folder, "*.x86_64-latest.args").Order(StringComparer.Ordinal)
            .Select(args => (Xml: args.Replace(".x86_64-latest.args", ".xml", StringComparison.Ordinal), Args: args)).Where(pair => File.Exists(pair.Xml))
            .Select(pair => Compared(Text(pair.Xml), Text(pair.Args)) is { } differences ? differences.Select(difference => $"{Path.GetFileName(pair.Xml)}: {difference}") : null)
            .OfType<IEnumerable<string>>().ToList();
        Assert.Empty(compared.SelectMany(differences => differences));
        Assert.True(compared.Count > 100, $"{compared.Count} commands");
    }

    // Null where the domain is not imported, or is nothing that the made-up machine can run.
    private static ImmutableArray<string>? Compared(string xml, string args)
    {
        var theirs = Words(args);
        var host = WithDevices(theirs);
        var imported = Try(() => GuestImporter.Import("/a.xml", xml, null, null, host));
        var guest = imported is null ? null : Try(() => TestGuests.Design(imported.Guest, host).Guest);
        return guest is null ? null : [.. Differences(imported!, theirs, [.. QemuArguments.Of(guest, GuestPaths.Of(HostRoots.Live, guest.Name), host)])];
    }

    private static IEnumerable<string> Differences(ImportedGuest imported, ImmutableArray<string> theirs, ImmutableArray<string> ours) =>
        Processors(imported, theirs, ours).Concat(Memory(imported, theirs, ours)).Concat(HostDevices(imported, theirs, ours)).Where(part => part.IsDifferent && !part.Said.Any(word => Says(imported, word))).Select(part => part.What);

    private static IEnumerable<(bool IsDifferent, string What, string[] Said)> Processors(ImportedGuest imported, ImmutableArray<string> theirs, ImmutableArray<string> ours)
    {
        var (their, our) = (Values(Option(theirs, "-smp"), "cpus"), Values(Option(ours, "-smp"), "cpus"));
        var count = their.GetValueOrDefault("maxcpus", their["cpus"]);
        return new[] { "sockets", "dies", "cores", "threads" }
            .Select(level => (their.GetValueOrDefault(level, "1") != our[level], $"{level}={their.GetValueOrDefault(level, "1")} and {our[level]}", (string[])["topology", "cores of one socket"]))
            .Append((count != our["cpus"], $"{count} processors and {our["cpus"]}", [$"{count} processors"]))
            .Append((Options(theirs, "-numa").Any() && imported.Guest.Cpu.Cpus is null, "nodes", ["/domain/cpu/numa"]));
    }

    private static IEnumerable<(bool IsDifferent, string What, string[] Said)> Memory(ImportedGuest imported, ImmutableArray<string> theirs, ImmutableArray<string> ours)
    {
        var (size, own) = (Bytes(Values(Option(theirs, "-m"), "size")["size"]), Bytes(Values(Option(ours, "-m"), "size")["size"]));
        var (objects, ownObjects) = (string.Join(' ', Options(theirs, "-object")), string.Join(' ', Options(ours, "-object")));
        var (hasPages, isShared) = (objects.Contains("hugepages", StringComparison.Ordinal) || objects.Contains("\"hugetlb\":true", StringComparison.Ordinal), objects.Contains("\"share\":true", StringComparison.Ordinal));
        return
        [
            (size != own, $"{size} bytes of memory and {own}", ["bytes of memory", "/domain/devices/memory", "/domain/cpu/numa"]),
            (hasPages != ownObjects.Contains("hugetlb=on", StringComparison.Ordinal), $"huge pages: {hasPages}", ["hugepages", "numa", "/domain/devices/memory"]),
            (isShared && !ownObjects.Contains("share=on", StringComparison.Ordinal), "memory is not shared", ["memoryBacking", "numa", "shmem", "/domain/devices/memory"]),
        ];
    }

    private static IEnumerable<(bool IsDifferent, string What, string[] Said)> HostDevices(ImportedGuest imported, ImmutableArray<string> theirs, ImmutableArray<string> ours)
    {
        var devices = Devices(theirs).ToDictionary(device => device["host"], StringComparer.Ordinal);
        var owned = Options(ours, "-device").Where(value => value.StartsWith("vfio-pci,", StringComparison.Ordinal)).Select(value => Values(value, "driver")).ToDictionary(device => device["host"], StringComparer.Ordinal);
        return devices.Keys.Union(owned.Keys, StringComparer.Ordinal).Select(host => (devices.ContainsKey(host) != owned.ContainsKey(host), $"only one has {host}", (string[])[host, "hostdev"]))
            .Concat(from device in devices
                    where owned.ContainsKey(device.Key)
                    from key in new[] { "rombar", "romfile", "bootindex" }
                    let value = device.Value.GetValueOrDefault(key, "")
                    select (value.Length > 0 && (key, value) is not ("rombar", "1") && owned[device.Key].GetValueOrDefault(key) != value, $"{key} of {device.Key}: {value} and {owned[device.Key].GetValueOrDefault(key)}", (string[])["rom", "boot"]));
    }

    private static bool Says(ImportedGuest imported, string word) =>
        imported.Notes.Any(note => note.Contains(word, StringComparison.Ordinal)) || imported.NotKept.Any(kept => kept.ToString().Contains(word, StringComparison.Ordinal));

    private static IEnumerable<Dictionary<string, string>> Devices(ImmutableArray<string> words) => Options(words, "-device").Where(value => value.StartsWith('{'))
        .Select(value => JsonDocument.Parse(value).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal))
        .Where(device => device["driver"].StartsWith("vfio-pci", StringComparison.Ordinal) && device.ContainsKey("host"));

    // The machine has what libvirt's command gives away.
    private static HostFacts WithDevices(ImmutableArray<string> words) => TestGuests.Host(
        "vfio-pci",
        [.. Devices(words).Select(device => PciAddress.Parse(device["host"])).Distinct().Select(address => TestGuests.Device(address, "8086:1521/8086:0001", 0x020000, "vfio-pci"))]);

    private static ImmutableArray<string> HyperVOf(ImportedGuest imported, HostFacts host) =>
        [.. Option([.. QemuArguments.Of(TestGuests.Design(imported.Guest, host).Guest, GuestPaths.Of(HostRoots.Live, "a"), host)], "-cpu").Split(',').Where(word => word.StartsWith("hv-", StringComparison.Ordinal))];

    private static ImmutableArray<string> Words(string args) => [.. QemuCommand.Find("a", args, new ImportDraft(TestGuests.Host(), "/")).Words.Select(word => word.Text)];

    private static string Option(ImmutableArray<string> words, string option) => Options(words, option).Last();

    private static IEnumerable<string> Options(ImmutableArray<string> words, string option) => words.Zip(words.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second);

    // "4,sockets=1" by its keys, the first of which may be left out.
    private static Dictionary<string, string> Values(string option, string first) => option.Split(',')
        .Select((word, index) => word.Split('=', 2) is [var key, var value] ? (key, value) : (index == 0 ? first : word, word))
        .GroupBy(pair => pair.Item1, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().Item2, StringComparer.Ordinal);

    private static long Bytes(string size) => long.Parse(size.TrimEnd('k', 'M'), CultureInfo.InvariantCulture) << (size.EndsWith('k') ? 10 : 20);

    private static T? Try<T>(Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (PassthroughException)
        {
            return null;
        }
    }

    private static string Text(string file)
    {
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<(?<name>[a-z_]+) state", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PartName();
}
