using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Guests.Editing;

/// <summary>Makes the changes that a person asks for in any domain, each in its own nodes. Pure.</summary>
public static class DomainEditor
{
    /// <summary>The domain with what was asked for.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="host">The machine that it runs on: tells which functions make a card, and which CPUs make a core.</param>
    /// <exception cref="InvalidInputException">A value cannot be, two contradict each other, or nothing was asked for.</exception>
    /// <exception cref="NotFoundException">The machine has no such card, or the domain does not have it.</exception>
    /// <exception cref="RefusedException">The domain is written in a way that the change does not fit into.</exception>
    public static DomainText Apply(DomainText text, DomainEditRequest request, HostFacts host)
    {
        RequireSense(request);
        text = request.RemoveCard is { } old ? CardEditor.Remove(text, PresentFunctionsOf(text, old, host)) : text;
        text = request.ToInstallation ? StageEditor.ToInstallation(WithoutCards(text, request, host)) : text;
        text = request.AddCard is { } card ? CardEditor.Add(text, FunctionsOf(card, host)) : text;
        text = request.Evdev.Aggregate(text, (edited, node) => DeviceEditor.AddEvdev(edited, node, request.GrabToggle));
        text = request.ToPassthrough ? StageEditor.ToPassthrough(RequireCard(text)) : text;
        return Tuned(text, request, host);
    }

    private static DomainText Tuned(DomainText text, DomainEditRequest request, HostFacts host)
    {
        text = request.MemoryMiB is { } memory ? MemoryEditor.SetMemory(text, memory) : text;
        text = request.HugePages is { } pages ? MemoryEditor.SetHugePages(text, pages) : text;
        text = request.IsLocked is { } isLocked ? MemoryEditor.SetLocked(text, isLocked) : text;
        text = request.SharesPages is { } isShared ? MemoryEditor.SetSharing(text, isShared) : text;
        text = request.Cpus is { } cpus ? CpuEditor.Pin(text, VcpuLayout.Of(cpus, host.Cpu)) : text;
        text = request.RemovesPins ? CpuEditor.RemovePins(text) : text;
        text = request.HidesKvm ? FeatureEditor.HideKvm(text) : text;
        text = request.VendorId is { } vendor ? FeatureEditor.SetVendorId(text, vendor) : text;
        text = request.UsesKernelIoapic ? FeatureEditor.UseKernelIoapic(text) : text;
        text = request.RemovesBalloon ? DeviceEditor.RemoveBalloon(text) : text;
        return request.LookingGlass is { } resolution ? DeviceEditor.AddLookingGlass(text, resolution) : text;
    }

    private static void RequireSense(DomainEditRequest request)
    {
        var problem = request switch
        {
            { IsEmpty: true } => "nothing to be changed was named",
            { ToPassthrough: true, ToInstallation: true } => "a guest is either in the stage with the card or in the one in a window",
            { ToInstallation: true, AddCard: not null } => "the stage in a window is the one without the card",
            { Cpus: not null, RemovesPins: true } => "virtual processors are either pinned or not",
            _ => null,
        };
        if (problem is not null)
        {
            throw new InvalidInputException(problem, null, "passthrough guest edit --help");
        }
    }

    private static ImmutableArray<CardFunction> FunctionsOf(PciAddress address, HostFacts host)
    {
        var card = host.Display.CardOf(address) ?? throw new NotFoundException($"{address} is not part of a graphics card of this machine", address.ToString(), "passthrough check shows the cards");
        return
        [
            .. card.Functions.Order().Select(host.Pci.Find).OfType<PciDevice>()
                .Where(function => !function.Class.IsBridge)
                .Select(function => new CardFunction(function.Address, IsManaged: function.Driver is not Planner.VfioPci)),
        ];
    }

    // A card that was taken out of the machine, or has moved, is known by its slot.
    private static ImmutableArray<PciAddress> PresentFunctionsOf(DomainText text, PciAddress address, HostFacts host)
    {
        var card = host.Display.CardOf(address)?.Functions ?? [];
        var present = CardEditor.AddressesOf(text).Where(function => card.Contains(function) || function.IsSameSlot(address)).ToImmutableArray();
        return present.IsEmpty
            ? throw new NotFoundException($"'{text.Path}' has no function of {address}", text.Path, CardEditor.AddressesOf(text) is [_, ..] has ? $"it has {string.Join(", ", has)}" : "it has no PCI device of the host")
            : present;
    }

    private static DomainText WithoutCards(DomainText text, DomainEditRequest request, HostFacts host) =>
        request.RemoveCard is null ? CardEditor.Remove(text, [.. CardEditor.AddressesOf(text).Where(function => host.Display.CardOf(function) is not null)]) : text;

    private static DomainText RequireCard(DomainText text) =>
        CardEditor.AddressesOf(text).IsEmpty
            ? throw new InvalidInputException($"'{text.Path}' has no PCI device of the host: without a screen in a window nothing of it could be seen", text.Path, "name the card too: --add-card ADDRESS")
            : text;
}
