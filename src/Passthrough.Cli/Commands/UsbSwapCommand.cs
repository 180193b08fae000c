using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;
using Passthrough.Guests;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough usb swap</c>.</summary>
internal static class UsbSwapCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var profile = new Argument<string>("PROFILE") { Description = "A name of 'usb-profiles' in passthrough.yaml" }.CompletedBy(intent => intent.UsbProfiles.Select(profile => profile.Name));
        var after = Duration.Option("--back-after", "Wait, and take the devices back after this time (30s, 5m, 2h), at Ctrl-C, or when the guest ends");
        var yes = UsbLoans.Yes();
        var command = new Command("swap", """
            Lend the USB devices of a profile to its guest, or take them back when the guest has all of them. Good for a key of the desktop: after passthrough usb setup members of the group libvirt need no root.

            A profile is written into passthrough.yaml:
              usb-profiles:
                - { name: desk, guest: win11, devices: [ "1-2", "046d:c52b@1-4.2" ] }

            When one device cannot be lent, those before it come back.

            Example:
              sudo passthrough usb swap desk
              sudo passthrough usb swap desk --back-after 30s
              passthrough usb swap desk    (after 'usb setup', for members of the group libvirt)
            """)
        {
            profile, after, yes,
        };
        command.SetAction(global.LiveAction("usb swap", invocation => RunAsync(
            invocation, invocation.Arguments.GetRequiredValue(profile), Duration.Of(invocation.Arguments, after), invocation.Arguments.GetValue(yes))));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Invocation invocation, string name, TimeSpan? time, bool isAgreed)
    {
        RequireName(name);
        var (guest, swapped) = await UsbSwaps.RunAsync(invocation.Roots, name, isAgreed, invocation.Cancellation);
        UsbLoans.Show(invocation.Terminal, guest, swapped.IsLent, swapped.Loans);
        if (time is { } wait && swapped.IsLent)
        {
            invocation.Terminal.WriteErrorLine($"Back in {wait.TotalSeconds:0} s, at Ctrl-C, or when '{guest}' ends.");
            UsbLoans.Show(invocation.Terminal, guest, isLent: false, await UsbSwaps.ReturnAfterAsync(invocation.Roots, name, wait, invocation.Cancellation));
        }

        return ExitCode.Success;
    }

    private static void RequireName(string name)
    {
        if (!GuestName.IsValid(name))
        {
            throw new InvalidInputException($"'{name}' is no name of a profile: {GuestName.Rule}", name);
        }
    }
}
