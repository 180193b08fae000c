using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough hook</c>: what libvirt calls.</summary>
internal static class HookCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var guest = new Argument<string>("GUEST") { Description = "The domain's name" };
        var operation = new Argument<string>("OPERATION") { Description = "What happens to it: prepare, start, started, stopped, release" };
        var rest = new Argument<string[]>("REST") { Description = "What else libvirt says", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(
            "hook",
            "What libvirt calls before it starts and after it has ended a guest; the domain comes on standard input. For guests of other programs it does nothing.\n\nExample:\n  passthrough hook win11 prepare begin - < win11.xml")
        {
            guest, operation, rest,
        };
        command.SetAction(global.LiveAction("hook", invocation => RunAsync(invocation, invocation.Arguments.GetRequiredValue(guest), invocation.Arguments.GetRequiredValue(operation))));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Invocation invocation, string guest, string operation)
    {
        if (!LibvirtHook.Concerns(operation))
        {
            return ExitCode.Success;
        }

        var xml = await Console.In.ReadToEndAsync(invocation.Cancellation);
        var released = await new LibvirtHook(invocation.Roots).RunAsync(guest, operation, xml, invocation.Cancellation);
        return released is null ? ExitCode.Success : SessionReleaseCommand.Show(invocation.Terminal, released);
    }
}
