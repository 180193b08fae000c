using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Network;
using Passthrough.Host.Reading;
using Passthrough.Planning.Bridges;
using Passthrough.Processes;

namespace Passthrough.Changes.Network;

/// <summary>
/// The real ones, of the running machine. On a machine that is only a folder nothing runs: what its files say counts from its next start.
/// The gateway is judged by the kernel's neighbour table (ARP, NDP) and not by a ping: routers may leave a ping unanswered, and none can leave a question for its hardware address unanswered and still get packets.
/// </summary>
/// <param name="roots">The machine.</param>
public sealed class NetworkTools(HostRoots roots) : INetworkTools
{
    private const string NetworkControl = "networkctl";
    private const string NetworkManagerControl = "nmcli";
    private const string Ip = "ip";
    private const string Run = "systemd-run";
    private const string Control = "systemctl";
    private const string Virsh = "virsh";
    private const string Netplan = "netplan";
    private const string InterfaceUp = "ifup";
    private const string InterfaceDown = "ifdown";
    private const string BridgeControl = "brctl";
    private const int DiscardPort = 9;

    /// <summary>What a run needs besides the wait itself, until it is sure that it was cut off.</summary>
    private const int Margin = 15;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>How long ifupdown's own unit gives it (<c>TimeoutStartSec</c> of networking.service): a DHCP client asks for a minute or longer before it goes on in the background.</summary>
    private static readonly TimeSpan LimitOfInterfaceUp = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public IReadOnlyList<string> Missing(BridgedPort bridge) =>
        [.. ControlsOf(bridge).Concat([Ip, Run, Control]).Where(name => ProgramPath.Find(roots, name) is null)];

    /// <inheritdoc/>
    public bool Answers(string device, string gateway, TimeSpan within, CancellationToken cancellation)
    {
        if (!roots.IsLive)
        {
            return true;
        }

        // What the kernel remembers may be old: it shall ask anew.
        Start(Ip, ["neigh", "flush", "to", gateway, "dev", device], cancellation: cancellation);
        var waited = Stopwatch.StartNew();
        do
        {
            Knock(IPAddress.Parse(gateway), device);
            if (LeadsTo(device, gateway) && NeighbourTable.HasAnswer(Start(Ip, ["neigh", "show", "to", gateway, "dev", device], cancellation: cancellation).Output))
            {
                return true;
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
        while (waited.Elapsed < within);
        return false;
    }

    /// <inheritdoc/>
    public void AwaitLibvirt()
    {
        if (!roots.IsLive)
        {
            return;
        }

        try
        {
            // The daemon of the networks may be one of its own; the one daemon for everything answers to this name as well.
            Start(Virsh, ["--readonly", "--connect", "network:///system", "uri"]);
        }
        catch (ToolFailedException)
        {
            // There is no virsh, or no answer in time: what libvirt's files say is judged as it is.
        }
    }

    /// <inheritdoc/>
    public void Activate(BridgedPort bridge, ToolSurroundings surroundings)
    {
        Generate(bridge, surroundings);
        switch (bridge.Manager)
        {
            case InterfaceManager.NetworkManager:
                Need(surroundings, NetworkManagerControl, "connection", "reload");
                Need(surroundings, NetworkManagerControl, "--wait", "0", "connection", "up", "uuid", bridge.PortConnection!);
                break;
            case InterfaceManager.Ifupdown:
                Need(surroundings, InterfaceDown, $"--interfaces={IfupdownCopies.Before(surroundings.Scratch)}", bridge.Nic);
                BringUp(surroundings, bridge.Name, TimeSpan.FromSeconds(bridge.WaitSeconds + Margin));
                break;
            default:
                Need(surroundings, NetworkControl, "reload");
                break;
        }
    }

    /// <inheritdoc/>
    public void Restore(BridgedPort bridge, ToolSurroundings surroundings)
    {
        if (!roots.IsLive)
        {
            return;
        }

        Generate(bridge, surroundings);
        if (bridge.Manager == InterfaceManager.NetworkManager)
        {
            Need(surroundings, NetworkManagerControl, "connection", "reload");
            if (Start(NetworkManagerControl, ["--get-values", "connection.uuid", "connection", "show", "uuid", bridge.Connection!]).ExitCode == 0)
            {
                Need(surroundings, NetworkManagerControl, "--wait", "0", "connection", "up", "uuid", bridge.Connection!, "ifname", bridge.Nic);
                return;
            }

            // The connection that NetworkManager makes up for a card that nobody gave one is in no file, and is made only while NetworkManager starts.
            Need(surroundings, Control, "restart", "NetworkManager.service");
            return;
        }

        if (bridge.Manager == InterfaceManager.Ifupdown)
        {
            RestoreIfupdown(bridge, surroundings);
            return;
        }

        // systemd-networkd leaves a bridge that has lost its file as it is.
        if (IsThere(bridge.Name))
        {
            Need(surroundings, NetworkControl, "delete", bridge.Name);
        }

        Need(surroundings, NetworkControl, "reload");
        Need(surroundings, NetworkControl, "reconfigure", bridge.Nic);
    }

    /// <inheritdoc/>
    public void Arm(string transactionId, BridgedPort bridge)
    {
        if (!roots.IsLive)
        {
            return;
        }

        var program = Environment.ProcessPath!;

        // Security modules may keep systemd from what a person may start: better known now.
        Start(Run, ["--quiet", "--wait", "--collect", program, "--version"])
            .OrThrow($"systemd cannot start {program}, and could not take the bridge back with it: put the program into /usr/local/bin, then run it from there");
        Start(Run,
        [
            "--quiet", "--collect", $"--unit={UnitOf(transactionId)}", $"--description=Take back what passthrough did to the network, unless it ends by itself",
            $"--on-active={bridge.WaitSeconds + Margin}s", "--timer-property=AccuracySec=1s",
            "--property=Type=oneshot", "--property=Restart=on-failure", $"--property=RestartSec={Margin}s", program, "recover",
        ]).OrThrow();
    }

    /// <inheritdoc/>
    public void Disarm(string transactionId)
    {
        if (roots.IsLive)
        {
            Start(Control, ["stop", $"{UnitOf(transactionId)}.timer"]);
        }
    }

    private static string UnitOf(string transactionId) => $"passthrough-watch-{transactionId}";

    private static ImmutableArray<string> ControlsOf(BridgedPort bridge) => [.. bridge.IsByNetplan ? [Netplan] : Array.Empty<string>(), .. bridge.Manager switch
    {
        InterfaceManager.NetworkManager => [NetworkManagerControl],
        InterfaceManager.Ifupdown => [InterfaceUp, InterfaceDown, BridgeControl],
        _ => new[] { NetworkControl },
    }];

    /// <summary>
    /// netplan writes what the manager reads, or nothing where its files are not valid. Its own <c>apply</c> would do more than is wanted: it starts NetworkManager anew and triggers every device.
    /// </summary>
    private static void Generate(BridgedPort bridge, ToolSurroundings surroundings)
    {
        if (bridge.IsByNetplan)
        {
            Need(surroundings, Netplan, "generate");
        }
    }

    private bool IsThere(string device) => new MachineReader(roots).Exists(roots.Sys($"class/net/{device}"));

    /// <summary>
    /// Whatever was begun of the switch is ended by force: ifupdown's own record of what is up was not written where it was killed. What of this fails was not there any more; what counts is that the interface comes up.
    /// </summary>
    private void RestoreIfupdown(BridgedPort bridge, ToolSurroundings surroundings)
    {
        if (IsThere(bridge.Name))
        {
            Try(surroundings, InterfaceDown, "--force", $"--interfaces={IfupdownCopies.After(surroundings.Scratch)}", bridge.Name);
        }

        if (IsThere(bridge.Name))
        {
            Need(surroundings, Ip, "link", "delete", bridge.Name);
        }

        Try(surroundings, InterfaceDown, "--force", bridge.Nic);
        BringUp(surroundings, bridge.Nic, LimitOfInterfaceUp);
    }

    /// <summary>The DHCP client that ifup leaves running gets a scope of its own: it would end with the unit or the session that this process belongs to.</summary>
    private static void BringUp(ToolSurroundings surroundings, string device, TimeSpan limit) => Start(surroundings, limit, Run, "--quiet", "--collect", "--scope", InterfaceUp, device).OrThrow();

    private bool LeadsTo(string device, string gateway)
    {
        var reader = new MachineReader(roots);
        return RouteTables.Gateway(reader.ReadText(roots.Proc("net/route")), reader.ReadText(roots.Proc("net/ipv6_route")), device) is { } found && string.Equals(found.ToString(), gateway, StringComparison.Ordinal);
    }

    /// <summary>Sends a packet that no one reads, so that the kernel has to ask where the gateway is.</summary>
    private void Knock(IPAddress gateway, string device)
    {
        try
        {
            if (gateway.IsIPv6LinkLocal && new MachineReader(roots).ReadLine(roots.Sys($"class/net/{device}/ifindex")) is { } index && long.TryParse(index, out var scope))
            {
                gateway = new IPAddress(gateway.GetAddressBytes(), scope);
            }

            using var socket = new Socket(gateway.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo([0], new IPEndPoint(gateway, DiscardPort));
        }
        catch (SocketException)
        {
            // There is no way to it yet: that is what is being waited for.
        }
    }

    private static void Need(ToolSurroundings surroundings, string program, params ImmutableArray<string> arguments) => Start(surroundings, Limit, program, arguments).OrThrow();

    private static void Try(ToolSurroundings surroundings, string program, params ImmutableArray<string> arguments) => Start(surroundings, Limit, program, arguments);

    private static ToolResult Start(ToolSurroundings surroundings, TimeSpan limit, string program, params ImmutableArray<string> arguments) =>
        Start(
            new ToolCommand(program, arguments) { TimeLimit = limit, Environment = ImmutableDictionary<string, string>.Empty.Add(ToolSurroundings.TransactionVariable, surroundings.TransactionId) },
            surroundings.Cancellation);

    private static ToolResult Start(string program, ImmutableArray<string> arguments, CancellationToken cancellation = default) => Start(new ToolCommand(program, arguments) { TimeLimit = Limit }, cancellation);

    private static ToolResult Start(ToolCommand command, CancellationToken cancellation) => ToolRunner.RunAsync(command, cancellation: cancellation).GetAwaiter().GetResult();
}
