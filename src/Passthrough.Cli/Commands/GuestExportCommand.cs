using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Passthrough.Changes.Files;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.KubeVirt;
using Passthrough.Guests.Libvirt;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Intent;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest export</c>.</summary>
internal sealed class GuestExportCommand
{
    // Comments stay readable beside the manifest, whatever terminal it was written on.
    private const int CommentColumns = 120;
    private const UnixFileMode TextFile = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ScriptFile = TextFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly Argument<string> name = GuestCommand.Name();
    private readonly Option<string> form = new("--format") { Description = "What to write", Required = true };
    private readonly Option<string?> output = new("--output", "-o") { Description = "Write to this file instead of standard output; never over an existing one", HelpName = "FILE" };
    private readonly Option<bool> isForced = new("--force") { Description = "Replace the file of --output" };
    private readonly Option<bool> isPermitted = new("--permitted") { Description = "kubevirt: write what the cluster's KubeVirt resource must permit, instead of the virtual machine" };

    private GuestExportCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var own = new GuestExportCommand();
        own.form.AcceptOnlyFromAmong([.. EnumWord.All<GuestForm>()]);
        var command = new Command("export", """
            Write a guest for use without this program: libvirt's domain XML, a script that runs QEMU, or a KubeVirt virtual machine.

            Nothing is changed, here or in a cluster. A cluster knows neither this machine's files nor its devices by their addresses: what the virtual machine cannot keep, and what must be
            there before it starts, is said on standard error and in comments of the YAML. Devices have to be permitted in the cluster's KubeVirt resource: --permitted writes the members
            to add to its lists with 'kubectl edit kubevirt -n kubevirt kubevirt'. Do not apply that part: its lists would replace the cluster's.
            With --json: the manifest, or QEMU's command as a list of words.

            Example:
              passthrough guest export win11 --format libvirt
              passthrough guest export win11 --format qemu --output win11.sh
              passthrough guest export win11 --format kubevirt --output win11.yaml
              passthrough guest export win11 --format kubevirt --permitted
            """)
        {
            own.name, own.form, own.output, own.isForced, own.isPermitted,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(own.isForced) && result.GetValue(own.output) is null)
            {
                result.AddError("--force is about the file of --output.");
            }

            if (result.GetValue(own.isPermitted) && result.GetValue(own.form) != EnumWord.Of(GuestForm.KubeVirt))
            {
                result.AddError("--permitted is about --format kubevirt.");
            }
        });
        command.SetAction(global.Action(own.Run));
        return command;
    }

    private ExitCode Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var file = arguments.GetValue(output) is { } given ? GivenPath.Of(given) : null;
        if (file is not null)
        {
            NewFile.Require(file, arguments.GetValue(isForced), "give another name, or say --force");
        }

        var wanted = EnumWord.Parse<GuestForm>(arguments.GetRequiredValue(form))!.Value;
        var text = TextOf(invocation, wanted);
        if (file is null)
        {
            invocation.Terminal.WriteDocument(text.TrimEnd('\n'));
            return ExitCode.Success;
        }

        var mode = wanted == GuestForm.Qemu && !invocation.Terminal.IsJson ? ScriptFile : TextFile;
        NewFile.Write(file, mode, arguments.GetValue(isForced), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        invocation.Terminal.WriteLine($"Written to {file}");
        return ExitCode.Success;
    }

    private string TextOf(Invocation invocation, GuestForm wanted)
    {
        var (guest, host) = Read(invocation);
        var paths = GuestPaths.Of(invocation.Roots, guest.Name);
        return (wanted, invocation.Terminal.IsJson) switch
        {
            (GuestForm.Libvirt, false) => DomainXml.Of(guest, host) + "\n",
            (GuestForm.Libvirt, true) => throw new InvalidInputException("libvirt's domain XML has no JSON form", null, "leave --json away; passthrough guest show NAME --json shows the guest"),
            (GuestForm.Qemu, false) => QemuScript.Of(guest, paths, host),
            (GuestForm.Qemu, true) => ManifestText.Json(new JsonArray([.. QemuScript.Command(guest, paths, host).Select(word => (JsonNode)word)])),
            (_, var isJson) => KubeVirt(invocation, guest, isJson),
        };
    }

    private static string KubeVirtText(JsonObject manifest, IEnumerable<string> comments, bool isJson) => isJson ? ManifestText.Json(manifest) : ManifestText.Yaml(comments, manifest);

    private string KubeVirt(Invocation invocation, GuestSpec guest, bool isJson)
    {
        var link = new MachineReader(invocation.Roots).ReadLink(invocation.Roots.Etc("localtime"));
        var exported = KubeVirtGuest.Of(guest, TimeZoneName.Of(link));
        var terminal = invocation.Terminal;
        if (invocation.Arguments.GetValue(isPermitted))
        {
            var permitted = exported.Permitted
                ?? throw new InvalidInputException($"'{guest.Name}' has neither devices nor shared folders: a cluster has nothing to permit", null, "leave --permitted away");
            Tell(terminal, KubeVirtView.PermittedLines(terminal.Width));
            return KubeVirtText(permitted, KubeVirtView.PermittedLines(CommentColumns), isJson);
        }

        Tell(terminal, KubeVirtView.Lines(exported, terminal.Width));
        return KubeVirtText(exported.Machine, KubeVirtView.Lines(exported, CommentColumns), isJson);
    }

    private static void Tell(TerminalDoor terminal, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            terminal.WriteErrorLine(line);
        }
    }

    private (GuestSpec Guest, HostFacts Host) Read(Invocation invocation)
    {
        var intent = IntentStore.Read(invocation.Roots);
        var wanted = invocation.Arguments.GetRequiredValue(name);
        var entry = intent.EntryOf(wanted) ?? throw new NotFoundException($"there is no guest '{wanted}'", intent.Path, "passthrough guest list");
        var host = HostReader.Read(invocation.Roots, HostReadScope.Guests);
        return (GuestDesigns.Of(invocation.Roots, intent, entry, host).Guest, host);
    }
}
