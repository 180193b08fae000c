using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Native.Systemd;
using Passthrough.Sessions.Input.Proxy;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough input proxy</c>: what the service of a guest with <c>input.persistent</c> does.</summary>
internal static class InputProxyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var guest = GuestCommand.Name();
        var devices = new Argument<string[]>("DEVICE") { Description = "A keyboard or mouse, by a path below /dev/input that it has again after it was plugged in anew", Arity = ArgumentArity.OneOrMore };
        var command = new Command("proxy", """
            Stand in for keyboards and mice, so that they stay there for a guest while they are unplugged. A service of systemd runs this for guests with 'persistent: on'.

            Takes the devices for itself and makes /dev/input/passthrough/NAME/... for each, where their events come out; ends at Ctrl-C or SIGTERM.

            Example:
              sudo passthrough input proxy win11 /dev/input/by-id/usb-Keychron_K2-event-kbd
            """)
        {
            guest, devices,
        };
        command.SetAction(global.LiveAction("input proxy", async invocation =>
        {
            await new InputProxy(invocation.Roots).RunAsync(
                invocation.Arguments.GetRequiredValue(guest), [.. invocation.Arguments.GetRequiredValue(devices)], ServiceNotification.Ready, invocation.Cancellation);
            return ExitCode.Success;
        }));
        return command;
    }
}
