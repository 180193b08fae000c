using System.Collections.Immutable;
using System.CommandLine;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host.Pci;
using Passthrough.Planning;
using Passthrough.Planning.Isolation;
using Passthrough.Planning.Tuning;

namespace Passthrough.Cli.Commands;

/// <summary>The options that name a card and how it is taken.</summary>
internal sealed class GpuOptions
{
    /// <summary>The card.</summary>
    public Option<string?> Gpu { get; } = GpuOption.Create("The card, by the PCI address of its display function");

    /// <summary>Programs that use the card now are no reason to refuse.</summary>
    public Option<bool> AllowHolders { get; } = new("--allow-holders") { Description = "Go on although programs use the card now (they lose it at the next boot)" };

    /// <summary>How the card is kept for guests.</summary>
    public Option<string?> Isolation { get; } = new("--isolation")
    {
        Description = "How the card is kept for guests: identity (from the start on, exactly this card; the default), ids (from the start on, every device with its ids), on-demand (the host has it until a guest starts)",
        HelpName = "WAY",
    };

    /// <summary>Guests may touch processor registers that KVM does not know.</summary>
    public Option<bool> IgnoreMsrs { get; } = new("--ignore-msrs") { Description = "Also let guests touch processor registers that KVM does not know, which some Windows games do (options of the module kvm)" };

    /// <summary>Memory that is set aside in huge pages.</summary>
    public Option<string?> HugePages { get; } = new("--hugepages") { Description = "Also set memory aside for guests in huge pages as the kernel starts, such as 8G", HelpName = "SIZE" };

    /// <summary>The size of such a page.</summary>
    public Option<string?> HugePageSize { get; } = new("--hugepage-size") { Description = "The size of a huge page: 2M or 1G (default: 1G where the machine has them and the amount allows)", HelpName = "SIZE" };

    /// <summary>The NUMA node that has them.</summary>
    public Option<int?> HugePagesNode { get; } = new("--hugepages-node") { Description = "Set all of them aside on this NUMA node, best the card's (passthrough cpu shows it)", HelpName = "NODE" };

    /// <summary>Memory that guests may take in huge pages while the machine runs.</summary>
    public Option<string?> HugePagesOvercommit { get; } = new("--hugepages-overcommit") { Description = "Also let the kernel make huge pages when a guest asks for them, up to this amount: the host has the memory until then", HelpName = "SIZE" };

    /// <summary>What a patched kernel shall believe to be kept apart.</summary>
    public Option<string?> AcsOverride { get; } = new("--acs-override")
    {
        Description = "On a patched kernel, make groups look separate that the hardware does not separate: downstream, multifunction, or both with a comma; each device beside the card has to be named with --expose",
        HelpName = "PARTS",
    };

    /// <summary>Devices whose memory the guest can then reach.</summary>
    public Option<string[]> Expose { get; } = new("--expose") { Description = "Accept that the guest could reach the memory of the device at this address; may be said more than once", HelpName = "ADDR" };

    /// <summary>CPUs that are left to a guest.</summary>
    public Option<string?> IsolateCpus { get; } = new("--isolate-cpus") { Description = "Also keep the host's work off these CPUs, such as 2-5,8-11, or auto for those that 'passthrough cpu' would give a guest", HelpName = "LIST" };

    /// <summary>The new configuration is the default at once.</summary>
    public Option<bool> NoTrial { get; } = new("--no-trial") { Description = "Make the new boot configuration the default at once: no entry that starts as before, no trial boot" };

    /// <summary>What guests find around them.</summary>
    public SurroundingsOptions Surroundings { get; } = new();

    /// <summary>Adds all to a command.</summary>
    public void AddTo(Command command)
    {
        AcsOverride.CompletionSources.Add("downstream", "multifunction", "downstream,multifunction");
        Isolation.CompletionSources.Add([.. Ways.Keys]);
        HugePageSize.CompletionSources.Add("2M", "1G");
        IsolateCpus.CompletionSources.Add(CpuIsolation.Auto);
        command.Options.Add(Gpu);
        command.Options.Add(AllowHolders);
        command.Options.Add(Isolation);
        command.Options.Add(IgnoreMsrs);
        command.Options.Add(HugePages);
        command.Options.Add(HugePageSize);
        command.Options.Add(HugePagesNode);
        command.Options.Add(HugePagesOvercommit);
        command.Options.Add(IsolateCpus);
        command.Options.Add(AcsOverride);
        command.Options.Add(Expose);
        Surroundings.AddTo(command);
        command.Options.Add(NoTrial);
    }

    /// <summary>The request; null when no card was named.</summary>
    /// <exception cref="InvalidInputException">The address is malformed.</exception>
    public PlanRequest? RequestOf(ParseResult arguments) =>
        arguments.GetValue(Gpu) is { } text ? RequestFor(GpuOption.Address(text), arguments) : null;

    /// <summary>The request for a card, named or found.</summary>
    /// <param name="card">The card.</param>
    /// <param name="arguments">The parsed command line.</param>
    public PlanRequest RequestFor(PciAddress card, ParseResult arguments)
    {
        var request = new PlanRequest(card, arguments.GetValue(AllowHolders))
        {
            Isolation = WayOf(arguments),
            IgnoreMsrs = arguments.GetValue(IgnoreMsrs),
            HugePagesMiB = SizeOf(arguments, HugePages),
            HugePageKib = PageOf(arguments),
            HugePagesNode = NodeOf(arguments),
            HugePagesOvercommitMiB = SizeOf(arguments, HugePagesOvercommit),
            AcsOverride = arguments.GetValue(AcsOverride),
            Exposed = ExposedOf(arguments),
            IsolateCpus = arguments.GetValue(IsolateCpus),
            NoTrial = arguments.GetValue(NoTrial),
        };
        request = Surroundings.AddedTo(request, arguments);
        return Environment.ProcessPath is { } program ? request with { Program = program } : request;
    }

    /// <summary>The options that ask for this once more, each with a blank before it.</summary>
    /// <param name="request">A request.</param>
    public static string WordsOf(PlanRequest request) => string.Concat(
        request.AllowHolders ? " --allow-holders" : "",
        request.Isolation == IsolationWay.Identity ? "" : $" --isolation {Ways.First(way => way.Value == request.Isolation).Key}",
        request.IgnoreMsrs ? " --ignore-msrs" : "",
        request.HugePagesMiB is { } pages ? $" --hugepages {pages}M" : "",
        request.HugePageKib is { } size ? $" --hugepage-size {size >> 10}M" : "",
        request.HugePagesNode is { } node ? $" --hugepages-node {node}" : "",
        request.HugePagesOvercommitMiB is { } allowed ? $" --hugepages-overcommit {allowed}M" : "",
        request.AcsOverride is { } parts ? $" --acs-override {parts}" : "",
        string.Concat((request.Exposed ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(address => $" --expose {address}")),
        request.IsolateCpus is { } cpus ? $" --isolate-cpus {cpus}" : "",
        SurroundingsOptions.WordsOf(request),
        request.NoTrial ? " --no-trial" : "");

    private static ImmutableSortedDictionary<string, IsolationWay> Ways { get; } = ImmutableSortedDictionary<string, IsolationWay>.Empty
        .Add("identity", IsolationWay.Identity)
        .Add("ids", IsolationWay.Ids)
        .Add("on-demand", IsolationWay.OnDemand);

    private IsolationWay WayOf(ParseResult arguments) => arguments.GetValue(Isolation) switch
    {
        null => IsolationWay.Identity,
        var text when Ways.TryGetValue(text, out var way) => way,
        var text => throw new InvalidInputException($"'{text}' is no way of isolation", null, $"say --isolation {string.Join(", ", Ways.Keys)}"),
    };

    /// <summary>An amount of memory in MiB; null when the option was not given.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    internal static long? SizeOf(ParseResult arguments, Option<string?> option) => arguments.GetValue(option) is { } text
        ? MemorySize.ParseMiB(text) ?? throw new InvalidInputException($"'{text}' is no amount of memory", null, "write it like 8G or 6144M")
        : null;

    private int? NodeOf(ParseResult arguments) => arguments.GetValue(HugePagesNode) switch
    {
        { } when arguments.GetValue(HugePages) is null => throw new InvalidInputException("--hugepages-node says nothing without --hugepages", null, "say how much: --hugepages 8G"),
        var node => node,
    };

    private string? ExposedOf(ParseResult arguments) => arguments.GetValue(Expose) switch
    {
        null or [] => null,
        { } when arguments.GetValue(AcsOverride) is null => throw new InvalidInputException("--expose says nothing without --acs-override", null, "say what the kernel shall believe to be kept apart: --acs-override downstream,multifunction"),
        var addresses => string.Join(',', addresses.Select(text => GpuOption.Address(text).ToString())),
    };

    private long? PageOf(ParseResult arguments) => SizeOf(arguments, HugePageSize) switch
    {
        null => null,
        { } when arguments.GetValue(HugePages) is null => throw new InvalidInputException("--hugepage-size says nothing without --hugepages", null, "say how much: --hugepages 8G"),
        2 => HugePageReservation.Small,
        1024 => HugePageReservation.Large,
        { } other => throw new InvalidInputException($"there are no huge pages of {other} MiB", null, "say --hugepage-size 2M or 1G"),
    };

    /// <summary>The request.</summary>
    /// <exception cref="InvalidInputException">No card was named, or the address is malformed.</exception>
    public PlanRequest RequiredRequestOf(ParseResult arguments) =>
        RequestOf(arguments) ?? throw new InvalidInputException("no card was named", null, "say --gpu ADDRESS; passthrough check shows the cards");
}
