using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Input;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Sessions.Input;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough input toggle-test</c>.</summary>
internal static class InputToggleTestCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var guest = new Argument<string?>("GUEST") { Description = "The guest whose evdev devices are read; may be left out when only one has some", Arity = ArgumentArity.ZeroOrOne }
            .CompletedBy(intent => intent.Guests.Where(guest => guest.Input is { Evdev.IsEmpty: false }).Select(guest => guest.Name));
        var device = new Option<string[]>("--device") { Description = "Read this node instead; may be given several times", HelpName = "PATH" };
        var toggle = new Option<string?>("--toggle") { Description = $"The keys that are waited for instead of the guest's: {string.Join(", ", EnumWord.All<GrabToggle>())}", HelpName = "KEYS" };
        toggle.CompletionSources.Add([.. EnumWord.All<GrabToggle>()]);
        var limit = Duration.Option("--for", "End after this time (30s, 5m, 2h)");
        var command = new Command("toggle-test", """
            Show whether the keys arrive that hand keyboard and mouse to a guest and back, and from which device.

            Only reads, beside the desktop and a running guest. Of keys that are none of the toggle it says nothing but that some came. Ends when the toggle was seen (exit code 0), after
            --for without it (14), or at Ctrl-C (130).

            Example:
              passthrough input toggle-test win11
              passthrough input toggle-test --device /dev/input/by-id/usb-Keychron_K2-event-kbd --for 10s
            """)
        {
            guest, device, toggle, limit,
        };
        command.SetAction(global.LiveAction("input toggle-test", invocation =>
        {
            var arguments = invocation.Arguments;
            var (paths, wanted) = Meant(invocation.Roots, arguments.GetValue(guest), arguments.GetValue(device) ?? [], ToggleOf(arguments.GetValue(toggle)));
            return RunAsync(invocation, paths, wanted, Duration.Of(arguments, limit));
        }));
        return command;
    }

    private static (IEnumerable<string> Paths, GrabToggle Toggle) Meant(HostRoots roots, string? guest, string[] devices, GrabToggle? toggle)
    {
        if (devices.Length > 0 && guest is null)
        {
            return (devices.Select(Path.GetFullPath), toggle ?? GrabToggle.CtrlCtrl);
        }

        var input = ToggleTest.GuestOf(IntentStore.Read(roots), guest).Input!;
        return (devices.Length > 0 ? devices.Select(Path.GetFullPath) : input.Evdev.Select(shared => shared.Path), toggle ?? input.Toggle ?? GrabToggle.CtrlCtrl);
    }

    private static GrabToggle? ToggleOf(string? word) => word is null
        ? null
        : EnumWord.Parse<GrabToggle>(word) ?? throw new InvalidInputException($"'{word}' is no toggle; known are {string.Join(", ", EnumWord.All<GrabToggle>())}", word);

    private static async Task<ExitCode> RunAsync(Invocation invocation, IEnumerable<string> paths, GrabToggle toggle, TimeSpan? limit)
    {
        using var test = ToggleTest.Open(invocation.Roots, paths, toggle);
        var terminal = invocation.Terminal;
        foreach (var line in ToggleTestView.Opening(test))
        {
            terminal.WriteErrorLine(line);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(invocation.Cancellation);
        if (limit is { } time)
        {
            end.CancelAfter(time);
        }

        var seen = new List<ToggleStep>();
        try
        {
            await foreach (var step in test.RunAsync(end.Token))
            {
                seen.Add(step);
                terminal.WriteLine(ToggleTestView.Line(test, step));
                if (step.Kind == ToggleStepKind.Toggled || test.Nodes.All(node => seen.Exists(past => past.Kind == ToggleStepKind.Gone && string.Equals(past.Path, node.Path, StringComparison.Ordinal))))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!invocation.Cancellation.IsCancellationRequested)
        {
            // The time is over; what was seen until then is the answer.
        }

        var isSeen = seen.Exists(step => step.Kind == ToggleStepKind.Toggled);
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(Document(test, seen, isSeen), ViewDocuments.Default.ToggleTestDocument));
        }
        else if (!isSeen)
        {
            foreach (var line in ToggleTestView.Missing(test, seen))
            {
                terminal.WriteLine(line);
            }
        }

        return isSeen ? ExitCode.Success : ExitCode.NotVerified;
    }

    private static ToggleTestDocument Document(ToggleTest test, List<ToggleStep> seen, bool isSeen) => new(
        1,
        EnumWord.Of(test.Toggle),
        isSeen,
        [
            .. test.Nodes.Select(node => (Node: node, Steps: seen.Where(step => string.Equals(step.Path, node.Path, StringComparison.Ordinal)).ToList())).Select(part => new ToggleTestDevice(
                part.Node.Path, part.Node.Node, part.Node.Name, part.Node.Guest, part.Steps.Exists(step => step.Kind == ToggleStepKind.Alive), [.. part.Steps.Select(step => step.Key).OfType<string>().Distinct(StringComparer.Ordinal)])),
        ]);
}
