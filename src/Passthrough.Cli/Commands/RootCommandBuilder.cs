using System.CommandLine;

namespace Passthrough.Cli.Commands;

/// <summary>The command tree.</summary>
internal static class RootCommandBuilder
{
    /// <summary>All commands with the options that they share.</summary>
    public static RootCommand Create()
    {
        var root = CreateTree();
        HelpWithExamples.Install(root);
        RefuseMistypedOptions(root);
        return root;
    }

    /// <summary>All commands with their whole descriptions, details and examples among them.</summary>
    public static RootCommand CreateTree()
    {
        var global = new GlobalOptions();
        var root = new RootCommand("Give a virtual machine a graphics card of its own: prepare the host, prove each step, run the guest, take everything back.");
        root.Options.Add(global.Host);
        root.Options.Add(global.Json);
        root.Subcommands.Add(CheckCommand.Create(global));
        root.Subcommands.Add(GroupsCommand.Create(global));
        root.Subcommands.Add(DevicesCommand.Create(global));
        root.Subcommands.Add(CpuCommand.Create(global));
        root.Subcommands.Add(UsbCommand.Create(global));
        root.Subcommands.Add(DisplaysCommand.Create(global));
        root.Subcommands.Add(DisksCommand.Create(global));
        root.Subcommands.Add(NetworkCommand.Create(global));
        root.Subcommands.Add(SnapshotCommand.Create(global));
        root.Subcommands.Add(SetupCommand.Create(global));
        root.Subcommands.Add(PlanCommand.Create(global));
        root.Subcommands.Add(ApplyCommand.Create(global));
        root.Subcommands.Add(VerifyCommand.Create(global));
        root.Subcommands.Add(ConfirmCommand.Create(global));
        root.Subcommands.Add(StatusCommand.Create(global));
        root.Subcommands.Add(UndoCommand.Create(global));
        root.Subcommands.Add(RecoverCommand.Create(global));
        root.Subcommands.Add(GuestCommand.Create(global));
        root.Subcommands.Add(SessionCommand.Create(global));
        root.Subcommands.Add(InputCommand.Create(global));
        root.Subcommands.Add(HookCommand.Create(global));
        root.Subcommands.Add(DiskCommand.Create(global));
        root.Subcommands.Add(RehearseCommand.Create(global));
        root.Subcommands.Add(CompletionCommand.Create(global));
        return root;
    }

    /// <summary>A mistyped option would be taken for the name of a file, which <c>snapshot</c> would then write.</summary>
    private static void RefuseMistypedOptions(RootCommand root)
    {
        foreach (var argument in CommandTree.All(root).SelectMany(command => command.Arguments))
        {
            argument.Validators.Add(result =>
            {
                if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } token)
                {
                    result.AddError($"Unrecognized option '{token.Value}'. A file of that name is ./{token.Value}");
                }
            });
        }
    }
}
