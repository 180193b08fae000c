using System.CommandLine;
using System.Net.Sockets;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;
using Passthrough.Sessions.Usb.Switching;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough usb serve</c>: what the service of the switch does.</summary>
internal static class UsbServeCommand
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command(
            "serve", "Answer who asks for USB devices to be swapped, at the listening local socket that standard input is. A service of systemd runs this (passthrough usb setup).\n\nExample:\n  systemctl status passthrough-switch.socket");
        command.SetAction(global.LiveAction("usb serve", async invocation =>
        {
            Rights.RequireRoot(invocation.Roots, "usb serve");
            using var listener = Listener();
            using var server = new SwitchServer(invocation.Roots);
            await server.RunAsync(listener, Idle, invocation.Terminal.WriteLine, invocation.Cancellation);
            return ExitCode.Success;
        }));
        return command;
    }

    private static Socket Listener()
    {
        try
        {
            // Standard input stays open for as long as the program runs.
            var socket = new Socket(new SafeSocketHandle(0, ownsHandle: false));
            if (socket is { AddressFamily: AddressFamily.Unix, SocketType: SocketType.Stream } && socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is 1)
            {
                return socket;
            }

            socket.Dispose();
        }
        catch (SocketException)
        {
            // It is no socket at all.
        }

        throw new InvalidInputException("standard input is no listening local socket", null, "sudo passthrough usb setup has systemd run this command");
    }
}
