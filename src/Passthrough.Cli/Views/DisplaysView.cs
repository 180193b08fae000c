using System.Globalization;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Readiness;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>Cards, connectors, screens, the firmware's picture, and who holds what.</summary>
internal static class DisplaysView
{
    private const int ModesShown = 1;

    /// <summary>The displays as lines of markup.</summary>
    /// <param name="display">The cards.</param>
    /// <param name="pci">All functions.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(DisplayFacts display, PciFacts pci, int width)
    {
        if (display.Cards.IsEmpty)
        {
            yield return "No graphics cards.";
        }

        foreach (var card in display.Cards)
        {
            var name = pci.Find(card.Display) is { } function ? DeviceWords.Name(function) : "";
            yield return $"[bold]{card.Display}[/]{Escape(TextLayout.Cut($"  {name}{(card.IsBoot is true ? ", boot card" : "")}", width - card.Display.ToString().Length))}";
            foreach (var line in OfCard(display, card, pci).SelectMany(text => TextLayout.Hang("  ", text, width)))
            {
                yield return Escape(line);
            }

            foreach (var line in TextLayout.Columns([.. card.Connectors.Select(Row)], width, "  "))
            {
                yield return Escape(line);
            }

            foreach (var line in Holders(card.Holders).SelectMany(text => TextLayout.Hang("  held by ", text, width)))
            {
                yield return Escape(line);
            }

            yield return "";
        }

        foreach (var line in OfMachine(display).SelectMany(text => TextLayout.Wrap(text, width)))
        {
            yield return Escape(line);
        }
    }

    private static IEnumerable<string> OfCard(DisplayFacts display, GraphicsCard card, PciFacts pci)
    {
        var drivers = card.Functions.Select(address => $"{address} {pci.Find(address)?.Driver ?? "no driver"}");
        yield return $"functions {string.Join(", ", drivers)}";
        var nodes = card.DrmNodes.Concat(display.FrameBuffers.Where(buffer => buffer.Card is { } address && card.Functions.Contains(address)).Select(buffer => buffer.Node)).ToList();
        if (nodes.Count > 0)
        {
            yield return $"nodes {string.Join(", ", nodes)}";
        }

        foreach (var claim in card.Claims)
        {
            yield return $"the firmware's picture is in BAR {claim.Bar}: {claim.Owner}, {(claim.Size + 1023) / 1024} KiB at 0x{claim.Start:x}";
        }
    }

    private static string[] Row(DisplayConnector connector) =>
    [
        connector.Name,
        connector.Status switch { ConnectorStatus.Connected => "screen", ConnectorStatus.Disconnected => "empty", _ => "unknown" },
        connector.IsEnabled switch { true => "on", false => "off", null => "" },
        string.Join(' ', connector.Modes.Take(ModesShown)),
        connector.Monitor?.Words ?? "",
    ];

    private static IEnumerable<string> Holders(IEnumerable<DeviceHolder> holders) =>
        holders.GroupBy(holder => holder.ProcessId).Select(process =>
        {
            var first = process.First();
            var role = Role(first.Role);
            var unit = first.Unit is null ? "" : $", {first.Unit}{(first.IsUserUnit ? " of a user" : "")}";
            return $"{first.Command} (process {first.ProcessId.ToString(CultureInfo.InvariantCulture)}{unit}{role}): {string.Join(", ", process.Select(holder => holder.Node + (holder.IsOnlyMapped ? " (mapped)" : "")))}";
        });

    private static IEnumerable<string> OfMachine(DisplayFacts display)
    {
        foreach (var picture in display.BootFramebuffers)
        {
            yield return $"Firmware's picture: {picture.Name}, {picture.Driver ?? "no driver"}{(picture.Card is { } card ? $", on {card}" : "")}.";
        }

        foreach (var card in display.PlatformCards)
        {
            yield return $"{card.Node} is no PCI card: {card.Device ?? "unknown device"}{(card.Driver is { } driver ? $", {driver}" : "")}.";
        }

        if (display.Consoles.Where(console => console.IsBound is true).Select(console => $"{console.Name} ({console.Driver})").ToList() is { Count: > 0 } bound)
        {
            yield return $"Text consoles are drawn by {string.Join(", ", bound)}.";
        }

        foreach (var holder in Holders(display.SharedHolders))
        {
            yield return $"Keeps a driver in use: {holder}";
        }

        if (!display.AreClaimsKnown && !display.Cards.IsEmpty)
        {
            yield return "Where the firmware's picture lies is shown to root only.";
        }

        if (!display.AreHoldersKnown)
        {
            yield return "Which programs hold a card is not known here.";
        }
        else if (display.ProcessesNotSeen > 0)
        {
            yield return $"{display.ProcessesNotSeen} processes of others could not be looked into; root sees all: sudo passthrough displays";
        }
    }

    private static string Role(HolderRole role) => role switch
    {
        HolderRole.DisplayServer => ", draws the desktop",
        HolderRole.DisplayManager => ", shows the login",
        HolderRole.SeatManager => ", keeps the seat",
        HolderRole.BootSplash => ", boot picture",
        HolderRole.DriverService => ", service of the driver",
        HolderRole.HardwareControl => ", sets lights or fans",
        HolderRole.Monitoring => ", watches the card",
        HolderRole.SoundServer => ", mixes sound",
        HolderRole.Guest => ", a virtual machine",
        _ => "",
    };

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
