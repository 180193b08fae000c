using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Intent;
using Passthrough.Sessions.Input;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough usb hotkeys</c>.</summary>
internal static class UsbHotkeysCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("hotkeys", """
            Swap a profile when its hotkey is pressed, until Ctrl-C. Reads all keyboards beside the desktop and takes none of them; a user must be in the group input. A service of each
            user's session runs this (passthrough usb setup).

            A hotkey is written into the profile of passthrough.yaml:
              usb-profiles:
                - { name: desk, guest: win11, devices: [ "1-2" ], hotkey: [ leftctrl, leftalt, f12 ] }

            Example:
              passthrough usb hotkeys
            """);
        command.SetAction(global.LiveAction("usb hotkeys", async invocation =>
        {
            await foreach (var profile in new HotkeyListener(invocation.Roots).RunAsync(words => invocation.Terminal.WriteErrorLine(TextLayout.Plain(words)), invocation.Cancellation))
            {
                await SwapAsync(invocation, profile);
            }

            return ExitCode.Success;
        }));
        return command;
    }

    // What one press cannot do, another one may.
    private static async Task SwapAsync(Invocation invocation, UsbProfile profile)
    {
        try
        {
            var (guest, swapped) = await UsbSwaps.RunAsync(invocation.Roots, profile.Name, isAgreed: false, invocation.Cancellation);
            UsbLoans.Show(invocation.Terminal, guest, swapped.IsLent, swapped.Loans);
        }
        catch (PassthroughException exception)
        {
            ErrorView.Write(invocation.Terminal, exception);
        }
    }
}
