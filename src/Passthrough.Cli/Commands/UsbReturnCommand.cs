using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Sessions.Usb;

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
            var loan = await new UsbLending(invocation.Roots).ReturnAsync(
                UsbLoans.NameOf(invocation.Arguments.GetRequiredValue(device)), invocation.Arguments.GetValue(guest), invocation.Cancellation);
            UsbLoans.Show(invocation.Terminal, loan.Guest, isLent: false, [loan]);
            return ExitCode.Success;
        }));
        return command;
    }
}
