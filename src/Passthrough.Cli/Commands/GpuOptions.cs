using System.CommandLine;
using Passthrough.Failures;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Cli.Commands;

/// <summary>The options that name a card and how it is taken.</summary>
internal sealed class GpuOptions
{
    /// <summary>The card.</summary>
    public Option<string?> Gpu { get; } = GpuOption.Create("The card, by the PCI address of its display function");

    /// <summary>Programs that use the card now are no reason to refuse.</summary>
    public Option<bool> AllowHolders { get; } = new("--allow-holders") { Description = "Go on although programs use the card now (they lose it at the next boot)" };

    /// <summary>Guests may touch processor registers that KVM does not know.</summary>
    public Option<bool> IgnoreMsrs { get; } = new("--ignore-msrs") { Description = "Also let guests touch processor registers that KVM does not know, which some Windows games do (options of the module kvm)" };

    /// <summary>The new configuration is the default at once.</summary>
    public Option<bool> NoTrial { get; } = new("--no-trial") { Description = "Make the new boot configuration the default at once: no entry that starts as before, no trial boot" };

    /// <summary>Adds all to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Gpu);
        command.Options.Add(AllowHolders);
        command.Options.Add(IgnoreMsrs);
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
        var request = new PlanRequest(card, arguments.GetValue(AllowHolders)) { IgnoreMsrs = arguments.GetValue(IgnoreMsrs), NoTrial = arguments.GetValue(NoTrial) };
        return Environment.ProcessPath is { } program ? request with { Program = program } : request;
    }

    /// <summary>The request.</summary>
    /// <exception cref="InvalidInputException">No card was named, or the address is malformed.</exception>
    public PlanRequest RequiredRequestOf(ParseResult arguments) =>
        RequestOf(arguments) ?? throw new InvalidInputException("no card was named", null, "say --gpu ADDRESS; passthrough check shows the cards");
}
