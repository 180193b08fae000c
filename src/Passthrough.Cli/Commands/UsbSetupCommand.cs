using System.CommandLine;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.UsbSwitches;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough usb setup</c>.</summary>
internal static class UsbSetupCommand
{
    /// <summary>The words that ask for it.</summary>
    public const string Words = "usb setup";

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show the plan, with each file" };
        var undo = new Option<bool>("--undo") { Description = "Take it back, also when a card or a bridge was applied after it" };
        var command = new Command("setup", """
            Let members of the group libvirt, running guests and hotkeys swap USB devices without root: a socket of systemd's at which 'usb serve' answers as root, and 'usb hotkeys' in
            the session of who is in the group input. Once for all profiles, also those that are written later.

            Example:
              passthrough usb setup --dry-run
              sudo passthrough usb setup
              sudo passthrough usb setup --undo
            """)
        {
            dryRun, undo,
        };
        command.SetAction(global.LiveAction(Words, invocation => ChangeContexts.RunAsync(() =>
            (invocation.Arguments.GetValue(dryRun), invocation.Arguments.GetValue(undo)) switch
            {
                (true, true) => throw new InvalidInputException("--undo takes back what is there; there is nothing to be shown", null, "leave one of the two away"),
                (_, true) => UndoCommand.Run(invocation, PlanSubject.UsbSwitch),
                (true, _) => Show(invocation),
                _ => Apply(invocation),
            })));
        return command;
    }

    private static UsbSwitchRequest Request => Environment.ProcessPath is { } program ? new UsbSwitchRequest { Program = program } : new UsbSwitchRequest();

    private static ExitCode Show(Invocation invocation)
    {
        var plan = UsbSwitchApplier.Plan(ChangeContexts.ForReading(invocation), Request);
        Write(invocation.Terminal, plan, [.. PlanView.SwitchLines(plan, Math.Min(invocation.Terminal.Width, 100)), .. PlanView.Closing(plan)]);
        return ExitCode.Success;
    }

    private static ExitCode Apply(Invocation invocation)
    {
        var result = UsbSwitchApplier.Apply(ChangeContexts.ForWriting(invocation, Words), Request);
        Write(invocation.Terminal, result.Plan, result.IsNothingToDo
            ? ["Nothing to do: all of it is there already.", "passthrough verify tells whether the switch listens."]
            : [
                $"Applied: transaction {result.TransactionId}. Members of the group libvirt swap without root: passthrough usb swap PROFILE",
                "Hotkeys work from the next login on of who is in the group input; now: systemctl --user daemon-reload && systemctl --user start passthrough-hotkeys",
                "Guests that a profile names have the port from their next start on.",
                $"To take it back: sudo passthrough {Words} --undo",
            ]);
        return ExitCode.Success;
    }

    private static void Write(TerminalDoor terminal, Plan plan, IEnumerable<string> lines)
    {
        if (terminal.IsJson)
        {
            terminal.WriteDocument(PlanJson.Write(plan));
            return;
        }

        foreach (var line in lines)
        {
            terminal.WriteLine(line);
        }
    }
}
