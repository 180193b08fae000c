using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests.Devices;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Usb;
using Passthrough.Sessions;
using Passthrough.Sessions.Usb;

namespace Passthrough.Cli.Commands;

/// <summary>What the commands that lend USB devices share.</summary>
internal static class UsbLoans
{
    /// <summary>The device that is lent.</summary>
    public static Argument<string> Device()
    {
        var device = new Argument<string>("DEVICE") { Description = $"The device: {UsbName.Forms}" };
        device.CompletionSources.Add(_ => Plugged().Select(found => found.Name));
        return device;
    }

    /// <summary>The device that is taken back.</summary>
    public static Argument<string> LentDevice()
    {
        var device = new Argument<string>("DEVICE") { Description = $"The device: {UsbName.Forms}" };
        device.CompletionSources.Add(_ => new UsbLending(HostRoots.Live).Lent().Select(loan => loan.Port));
        return device;
    }

    /// <summary>The option that agrees to lend what the host cannot well do without.</summary>
    public static Option<bool> Yes() => new("--yes") { Description = "Lend also the machine's last keyboard or mouse, and a disk that is mounted" };

    /// <summary>Names of guests that run.</summary>
    public static IEnumerable<string> Running() => new GuestSession(HostRoots.Live).Sessions().Select(session => session.Guest);

    /// <summary>The device that a text names.</summary>
    /// <exception cref="InvalidInputException">It names none.</exception>
    public static UsbName NameOf(string text) => UsbName.Parse(text) ?? throw new InvalidInputException($"'{text}' names no USB device: give {UsbName.Forms}", text, "passthrough usb shows ports and ids");

    /// <summary>Says who has the devices now.</summary>
    public static void Show(TerminalDoor terminal, string guest, bool isLent, ImmutableArray<UsbLoan> loans)
    {
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new UsbLoanDocument(1, isLent, guest, loans), LineDocuments.Default.UsbLoanDocument));
            return;
        }

        foreach (var loan in loans)
        {
            terminal.WriteLine(TextLayout.Plain(isLent ? $"{loan.Words} is with '{guest}'." : $"{loan.Words} is back{(loan.Note is { } note ? $": {note}" : "")}."));
        }
    }

    private static ImmutableArray<UsbDevice> Plugged()
    {
        var reader = new MachineReader(HostRoots.Live);
        return UsbReader.Read(reader, DeviceReader.Read(reader, PciReadScope.Lists).Pci).Devices;
    }
}
