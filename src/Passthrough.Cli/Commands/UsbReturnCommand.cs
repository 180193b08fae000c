using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Devices;
using Passthrough.Sessions.Usb;
using Passthrough.Sessions.Usb.Switching;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough usb return</c>.</summary>
internal static class UsbReturnCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var device = UsbLoans.LentDevice();
        var guest = new Argument<string?>("GUEST") { Description = "The guest that has it; may be left out", Arity = ArgumentArity.ZeroOrOne };
        guest.CompletionSources.Add(_ => UsbLoans.Running());
        var command = new Command("return", "Take a USB device back that was lent to a guest.\n\nExample:\n  sudo passthrough usb return 1-4.2\n  sudo passthrough usb return 046d:c52b win11") { device, guest };
        command.SetAction(global.LiveAction("usb return", async invocation =>
        {
            var loan = await ReturnAsync(invocation, UsbLoans.NameOf(invocation.Arguments.GetRequiredValue(device)), invocation.Arguments.GetValue(guest));
            UsbLoans.Show(invocation.Terminal, loan.Guest, isLent: false, [loan]);
            return ExitCode.Success;
        }));
        return command;
    }

    private static async Task<UsbLoan> ReturnAsync(Invocation invocation, UsbName device, string? guest)
    {
        if (!SwitchClient.IsNeeded(invocation.Roots))
        {
            return await new UsbLending(invocation.Roots).ReturnAsync(device, guest, invocation.Cancellation);
        }

        if (guest is not null && !GuestName.IsValid(guest))
        {
            throw new NotFoundException($"there is no guest '{guest}'", guest, "passthrough session status shows what is lent");
        }

        return (await SwitchClient.AskAsync(invocation.Roots, new SwitchRequest(SwitchVerb.Return, guest, device), $"usb return {device}", invocation.Cancellation)) switch
        {
            { Guest: { } from, Devices: [var loan] } => loan with { Guest = from },
            _ => throw new HypervisorException("the switch did not say what came back", SwitchPort.Socket, "passthrough usb"),
        };
    }
}
