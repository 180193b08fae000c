using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Sessions.Usb;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough usb lend</c>.</summary>
internal static class UsbLendCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var device = UsbLoans.Device();
        var guest = new Argument<string>("GUEST") { Description = "The guest; runs" };
        guest.CompletionSources.Add(_ => UsbLoans.Running());
        var yes = UsbLoans.Yes();
        var command = new Command("lend", """
            Plug a USB device into a running guest. It is back when it is returned or unplugged, and when the guest ends.

            Ids alone are enough where one device has them; of several, name one by its port. The machine's last keyboard or mouse and a mounted disk need --yes.

            Example:
              sudo passthrough usb lend 1-4.2 win11
              sudo passthrough usb lend 046d:c52b win11
            """)
        {
            device, guest, yes,
        };
        command.SetAction(global.LiveAction("usb lend", async invocation =>
        {
            var name = UsbLoans.NameOf(invocation.Arguments.GetRequiredValue(device));
            var to = invocation.Arguments.GetRequiredValue(guest);
            var loan = await new UsbLending(invocation.Roots).LendAsync(name, to, invocation.Arguments.GetValue(yes) ? UsbAgreement.Everything : UsbAgreement.None, $"usb lend {name} {to}", invocation.Cancellation);
            UsbLoans.Show(invocation.Terminal, to, isLent: true, [loan]);
            return ExitCode.Success;
        }));
        return command;
    }
}
