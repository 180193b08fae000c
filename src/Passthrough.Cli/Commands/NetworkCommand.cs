using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough network</c>: the interfaces, who configures them, and what each means for a guest.</summary>
internal static class NetworkCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("network", "Show the network interfaces, who configures them, and how a guest could use each; make a bridge.\n\nExample:\n  passthrough network\n  passthrough network bridge enp3s0 --dry-run");
        command.Subcommands.Add(BridgeCommand.Create(global));
        command.SetAction(global.Action(Run));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var facts = NetworkReader.Read(new MachineReader(invocation.Roots));
        if (invocation.Terminal.IsJson)
        {
            Write(invocation.Terminal, facts);
        }
        else
        {
            invocation.Terminal.WriteMarkup(NetworkView.Lines(facts, invocation.Terminal.Width));
        }

        return ExitCode.Success;
    }

    /// <summary>Writes the document.</summary>
    internal static void Write(TerminalDoor terminal, NetworkFacts facts) => terminal.WriteDocument(JsonSerializer.Serialize(Document(facts), ViewDocuments.Default.NetworkDocument));

    /// <summary>The document.</summary>
    internal static NetworkDocument Document(NetworkFacts facts) =>
        new(1, facts, [.. facts.Interfaces.Select(device => new InterfaceAnswer(device.Name, BridgeAnswer.Of(facts, device)))]);
}
