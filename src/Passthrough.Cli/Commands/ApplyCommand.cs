using System.CommandLine;
using System.Text;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;
using Passthrough.Planning;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough apply</c>.</summary>
internal static class ApplyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var options = new GpuOptions();
        var file = new Argument<string?>("PLAN") { Description = "A plan saved by 'passthrough plan --json'; it is applied only to the state that it was made for", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("apply", "Change the host as planned, all of it or nothing, with a journal to take it back\n\nExample:\n  sudo passthrough apply --gpu 01:00.0\n  sudo passthrough apply plan.json");
        command.Arguments.Add(file);
        options.AddTo(command);
        command.SetAction(global.LiveAction("apply", invocation => ChangeContexts.RunAsync(() => Run(invocation, options.RequestOf(invocation.Arguments), invocation.Arguments.GetValue(file)))));
        return command;
    }

    /// <summary>Applies and says what to do next.</summary>
    internal static ExitCode Run(Invocation invocation, PlanRequest? request, string? file)
    {
        var context = ChangeContexts.ForWriting(invocation, "apply");
        var saved = file is null ? null : PlanJson.Read(ReadFile(file), file);
        if ((saved is null) == (request is null))
        {
            throw new InvalidInputException("name either a saved plan or a card", null, "sudo passthrough apply --gpu ADDRESS");
        }

        if (saved is { Bridge: { } bridge })
        {
            throw new InvalidInputException($"'{file}' is the plan of a bridge, which is made anew and applied in one command", file, $"sudo passthrough network bridge {bridge.Nic} --name {bridge.Name}");
        }

        if (saved is { UsbSwitch: not null })
        {
            throw new InvalidInputException($"'{file}' is a plan of 'usb setup', which is made anew and applied in one command", file, $"sudo passthrough {UsbSetupCommand.Words}");
        }

        var result = Applier.Apply(context, saved?.Request ?? request!, saved);
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(PlanJson.Write(result.Plan));
        }

        foreach (var line in Lines(result))
        {
            invocation.Terminal.WriteLine(line);
        }

        return ExitCode.Success;
    }

    private static IEnumerable<string> Lines(ApplyResult result) => result.IsNothingToDo
        ? ["Nothing to do: this machine's files say all of it already.", "Next: sudo passthrough verify"]
        : [
            $"Applied: transaction {result.TransactionId}.",
            .. result.Plan.TrialBoot is null ? Array.Empty<string>() : ["The next start is a trial: when verify finds it good it stays; otherwise the start after it is as today."],
            "Next: reboot, then: sudo passthrough verify",
            "To take it back: sudo passthrough undo",
        ];

    private static string ReadFile(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(GivenPath.Of(file)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NotFoundException(Path.Exists(file) ? $"the plan '{file}' cannot be read: {exception.Message}" : $"there is no plan '{file}'", file, "passthrough plan --gpu ADDRESS --json > plan.json makes one", inner: exception);
        }
    }
}
