using System.CommandLine;
using System.Globalization;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough network bridge</c>: makes a wired interface the port of a bridge, or takes that back.</summary>
internal static class BridgeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var nic = new Argument<string?>("NIC") { HelpName = "NIC", Description = "The wired interface that leads to the gateway; passthrough network shows them", Arity = ArgumentArity.ZeroOrOne };
        nic.CompletionSources.Add(_ => NetworkReader.Read(new MachineReader(Passthrough.Host.HostRoots.Live)).Interfaces.Where(device => device.Kind == InterfaceKind.Ethernet).Select(device => device.Name));
        var name = new Option<string>("--name") { Description = "The bridge's name", HelpName = "BRIDGE", DefaultValueFactory = _ => BridgeRequest.UsualName };
        var wait = new Option<string>("--wait") { Description = "How long the gateway has to answer over the bridge before everything is taken back", HelpName = "TIME", DefaultValueFactory = _ => $"{BridgeRequest.UsualWait}s" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show the plan, with each file" };
        var undo = new Option<bool>("--undo") { Description = "Take the bridge back, also when a card was applied after it" };
        var command = new Command("bridge", Words) { nic, name, wait, dryRun, undo };
        command.SetAction(global.Action(invocation => ChangeContexts.RunAsync(() =>
        {
            var arguments = invocation.Arguments;
            var device = arguments.GetValue(nic);
            if (arguments.GetValue(undo))
            {
                return device is null && !arguments.GetValue(dryRun)
                    ? Undo(invocation)
                    : throw new InvalidInputException("--undo takes back the bridge that is there, and nothing else", null, "sudo passthrough network bridge --undo");
            }

            var request = new BridgeRequest(device ?? throw new InvalidInputException("no interface was named", null, "passthrough network shows them; then: passthrough network bridge NIC --dry-run"))
            {
                Name = arguments.GetRequiredValue(name),
                WaitSeconds = SecondsOf(arguments.GetRequiredValue(wait)),
            };
            return Run(invocation, request, arguments.GetValue(dryRun));
        })));
        return command;
    }

    /// <summary>The words that ask for a bridge once more.</summary>
    /// <param name="bridge">The bridge.</param>
    public static string WordsOf(BridgedPort bridge) => string.Concat(
        $"network bridge {bridge.Nic}",
        bridge.Name is BridgeRequest.UsualName ? "" : $" --name {bridge.Name}",
        bridge.WaitSeconds is BridgeRequest.UsualWait ? "" : $" --wait {bridge.WaitSeconds}s");

    /// <summary>Seconds in words: <c>30</c>, <c>30s</c> or <c>2m</c>.</summary>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    internal static int SecondsOf(string text)
    {
        var (digits, unit) = text switch
        {
            [.., 'm'] => (text[..^1], 60),
            [.., 's'] => (text[..^1], 1),
            _ => (text, 1),
        };
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 10_000
            ? number * unit
            : throw new InvalidInputException($"'{text}' is no time", null, "write it like 30s or 2m");
    }

    private static string Words => """
        Give guests a place in the host's network: a bridge over a wired interface, made with what configures that (NetworkManager, systemd-networkd, netplan, ifupdown).

        The bridge takes over the interface's hardware address and its addresses. When the gateway does not answer over it in time, when this program is killed, or when the
        connection to it is lost, everything is taken back and the old configuration is switched on again.

        A guest needs no bridge for macvtap: <interface type='direct'><source dev='NIC' mode='bridge'/></interface>. Guest and host then reach everybody but each other; for that the
        guest gets a second interface on libvirt's network 'default'. A wireless interface can carry neither: libvirt's NAT network is the way there.

        Example:
          passthrough network bridge enp3s0 --dry-run
          sudo passthrough network bridge enp3s0
          sudo passthrough network bridge --undo
        """;

    private static ExitCode Run(Invocation invocation, BridgeRequest request, bool isDryRun)
    {
        var terminal = invocation.Terminal;
        var context = isDryRun ? ChangeContexts.ForReading(invocation) : ChangeContexts.ForWriting(invocation, "network bridge");
        var (plan, bridge) = BridgeApplier.Plan(context, request);
        if (plan is null)
        {
            terminal.WriteLine($"Nothing to do: {request.Nic} is a port of the bridge {bridge} already. Attach guests to {bridge}.");
            if (terminal.IsJson)
            {
                NetworkCommand.Write(terminal, NetworkReader.Read(new MachineReader(invocation.Roots)));
            }

            return ExitCode.Success;
        }

        if (terminal.IsJson)
        {
            terminal.WriteDocument(PlanJson.Write(plan));
        }
        else
        {
            foreach (var line in PlanView.Lines(plan, plan.Bridge!, Math.Min(terminal.Width, 100)).Concat(isDryRun ? PlanView.Closing(plan) : [""]))
            {
                terminal.WriteLine(line);
            }
        }

        if (isDryRun)
        {
            return ExitCode.Success;
        }

        var result = BridgeApplier.Apply(context, request, plan);
        terminal.WriteLine($"Applied: transaction {result.TransactionId}. Guests on the bridge {request.Name} are in the network of {request.Nic}.");
        terminal.WriteLine("To take it back: sudo passthrough network bridge --undo");
        return ExitCode.Success;
    }

    private static ExitCode Undo(Invocation invocation) =>
        UndoCommand.Run(invocation.Roots.IsLive ? invocation : throw new InvalidInputException("--undo is about the running machine; --host is for commands that read", null, "leave --host away"), PlanSubject.Bridge);
}
