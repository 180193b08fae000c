using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests.Libvirt;

namespace Passthrough.Guests.Editing;

/// <summary>A domain's virtual processors and what they run on. Pure.</summary>
public static class CpuEditor
{
    private const string Tuning = "cputune";
    private const string VcpuPin = "vcpupin";
    private const string EmulatorPin = "emulatorpin";
    private const string IoThreadPin = "iothreadpin";
    private const string CpuSetName = "cpuset";

    private static readonly ImmutableArray<string> Levels = ["sockets", "dies", "clusters", "cores", "threads"];
    private static readonly ImmutableArray<string> OptionalLevels = ["dies", "clusters"];

    /// <summary>The domain with this many virtual processors, in one socket.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="count">How many.</param>
    /// <param name="threadsPerCore">How many of them are threads of one core.</param>
    /// <exception cref="InvalidInputException">The number is outside what q35 takes, or not made of whole cores.</exception>
    /// <exception cref="RefusedException">The domain names its virtual processors one by one elsewhere.</exception>
    public static DomainText SetVcpus(DomainText text, int count, int threadsPerCore)
    {
        if (count is < 1 or > GuestRules.MostVcpus || threadsPerCore < 1 || count % threadsPerCore != 0)
        {
            throw new InvalidInputException($"{count} virtual processors with {threadsPerCore} threads a core cannot be made");
        }

        var number = count.ToString(CultureInfo.InvariantCulture);
        if (text.Root.Find("vcpu") is not { } vcpu)
        {
            text = text.Insert(text.Root, new XElement("vcpu", new XAttribute("placement", "static"), number));
        }
        else if (vcpu.Value.Trim() != number || vcpu["current"] is not null)
        {
            RequireFreeNumber(text);
            text = text.RemoveAttribute(vcpu, "current");
            text = vcpu.Value.Trim() == number ? text : text.SetValue(text.Root.Find("vcpu")!, number);
        }

        return SetTopology(text, count / threadsPerCore, threadsPerCore);
    }

    /// <summary>The domain with its virtual processors and threads on the host's CPUs of a layout.</summary>
    public static DomainText Pin(DomainText text, VcpuLayout layout)
    {
        text = SetVcpus(text, layout.HostCpus.Length, layout.ThreadsPerCore);
        if (layout.NeedsTopoext && text.Root.Find("cpu") is { } cpu && cpu.All("feature").All(feature => feature["name"] is not "topoext"))
        {
            text = text.Insert(cpu, new XElement("feature", new XAttribute("policy", "require"), new XAttribute("name", "topoext")));
        }

        for (var vcpu = 0; vcpu < layout.HostCpus.Length; vcpu++)
        {
            text = PinOne(text, VcpuPin, "vcpu", vcpu, layout.HostCpus[vcpu].ToString(CultureInfo.InvariantCulture));
        }

        text = DomainNodes.Remove(
            text, Tuning, pin => pin.Name == VcpuPin && !(LibvirtNumber.Parse(pin["vcpu"] ?? "") < layout.HostCpus.Length));
        if (layout.Others.IsEmpty)
        {
            return text;
        }

        text = DomainNodes.Set(text, $"{Tuning}/{EmulatorPin}", (CpuSetName, layout.Others.ToString()));
        return IoThreadsOf(text).Aggregate(text, (pinned, thread) => PinOne(pinned, IoThreadPin, "iothread", thread, layout.Others.ToString()));
    }

    /// <summary>The domain with its virtual processors and threads wherever the host's scheduler puts them.</summary>
    public static DomainText RemovePins(DomainText text) => DomainNodes.Remove(text, Tuning, pin => pin.Name.LocalName is VcpuPin or EmulatorPin or IoThreadPin);

    private static void RequireFreeNumber(DomainText text)
    {
        var listed = text.Root.Find("vcpus") is not null ? "vcpus" : DomainNodes.Find(text, "cpu/numa") is not null ? "cpu/numa" : null;
        if (listed is not null)
        {
            throw new RefusedException($"'{text.Path}' names its virtual processors one by one in '{listed}'; nothing was changed", text.Path, "change their number by hand first: virsh edit");
        }
    }

    private static DomainText SetTopology(DomainText text, int cores, int threads)
    {
        if (DomainNodes.Find(text, "cpu/topology") is not { } topology)
        {
            return DomainNodes.Set(text, "cpu/topology", ("sockets", "1"), ("cores", Number(cores)), ("threads", Number(threads)));
        }

        var product = Levels.Aggregate(1L, (all, name) => all * (LibvirtNumber.Parse(topology[name] ?? "1") ?? 0));
        if (product == (long)cores * threads && topology["threads"] == Number(threads))
        {
            return text;
        }

        var levels = OptionalLevels.Where(name => topology[name] is not null).Select(name => (name, "1"));
        return DomainNodes.Set(text, topology, [("sockets", "1"), .. levels, ("cores", Number(cores)), ("threads", Number(threads))]);
    }

    private static DomainText PinOne(DomainText text, string name, string key, int number, string cpus)
    {
        var pins = text.Root.Find(Tuning)?.All(name).ToImmutableArray() ?? [];
        if (pins.FirstOrDefault(pin => LibvirtNumber.Parse(pin[key] ?? "") == number) is { } present)
        {
            return text.SetAttribute(present, CpuSetName, cpus);
        }

        var made = new XElement(name, new XAttribute(key, number), new XAttribute(CpuSetName, cpus));
        var before = pins.LastOrDefault(pin => LibvirtNumber.Parse(pin[key] ?? "") < number);
        return before is not null ? text.InsertAfter(before, made)
            : pins is [var first, ..] ? text.InsertAt(first.Parent!, first.Parent!.Elements.IndexOf(first), made)
            : text.Root.Find(Tuning) is { } tuning ? text.Insert(tuning, made)
            : text.Insert(text.Root, new XElement(Tuning, made));
    }

    private static ImmutableArray<int> IoThreadsOf(DomainText text)
    {
        var named = text.Root.Find("iothreadids")?.All("iothread").Select(thread => LibvirtNumber.Parse(thread["id"] ?? "")).OfType<long>().Select(number => (int)number).ToImmutableArray() ?? [];
        var count = LibvirtNumber.Parse(text.Root.Find("iothreads")?.Value.Trim() ?? "0") ?? 0;

        // Threads that have no number of their own get the lowest ones that are free.
        var free = Enumerable.Range(1, 1 << 16).Where(number => !named.Contains(number)).Take((int)Math.Clamp(count - named.Length, 0, GuestRules.MostVcpus));
        return [.. named.Concat(free).Order()];
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
