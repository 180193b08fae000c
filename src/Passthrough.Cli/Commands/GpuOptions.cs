using System.CommandLine;
using Passthrough.Failures;
using Passthrough.Planning;

namespace Passthrough.Cli.Commands;

/// <summary>The options that name a card and how it is taken.</summary>
internal sealed class GpuOptions
{
    /// <summary>The card.</summary>
    public Option<string?> Gpu { get; } = GpuOption.Create("The card, by the PCI address of its display function");

    /// <summary>Programs that use the card now are no reason to refuse.</summary>
    public Option<bool> AllowHolders { get; } = new("--allow-holders") { Description = "Go on although programs use the card now (they lose it at the next boot)" };

    /// <summary>Adds both to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Gpu);
        command.Options.Add(AllowHolders);
    }

    /// <summary>The request; null when no card was named.</summary>
    /// <exception cref="InvalidInputException">The address is malformed.</exception>
    public PlanRequest? RequestOf(ParseResult arguments) =>
        arguments.GetValue(Gpu) is { } text ? new PlanRequest(GpuOption.Address(text), arguments.GetValue(AllowHolders)) : null;

    /// <summary>The request.</summary>
    /// <exception cref="InvalidInputException">No card was named, or the address is malformed.</exception>
    public PlanRequest RequiredRequestOf(ParseResult arguments) =>
        RequestOf(arguments) ?? throw new InvalidInputException("no card was named", null, "say --gpu ADDRESS; passthrough check shows the cards");
}
