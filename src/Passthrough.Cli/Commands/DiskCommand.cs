using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Disks;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk</c>: images, which are guests' disks in files.</summary>
internal static class DiskCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("disk", """
            Make and change images: guests' disks in files.

            The machine's own disks are what 'passthrough disks' (with s) shows. No command touches an image that is in use, and none leaves half an image: what is not whole is named
            NAME.RANDOM.partial, and is gone at the end unless the command was killed. Root is needed only where the files are not yours.

            Example:
              passthrough disk create win11.qcow2 120G
              passthrough disk overlay win11.qcow2 try.qcow2
            """);
        command.Subcommands.Add(DiskCreateCommand.Create(global));
        command.Subcommands.Add(DiskOverlayCommand.Create(global));
        command.Subcommands.Add(DiskCommitCommand.Create(global));
        command.Subcommands.Add(DiskRebaseCommand.Create(global));
        command.Subcommands.Add(DiskConvertCommand.Create(global));
        command.Subcommands.Add(DiskSparsifyCommand.Create(global));
        command.Subcommands.Add(DiskCopyInCommand.Create(global));
        command.Subcommands.Add(DiskResizeCommand.Create(global));
        command.Subcommands.Add(DiskCheckCommand.Create(global));
        command.Subcommands.Add(DiskTrimCommand.Create(global));
        return command;
    }

    /// <summary>The argument that names an image.</summary>
    public static Argument<string> Image(string name, string description) => new(name) { Description = description };

    /// <summary>An option that names a format.</summary>
    public static Option<string?> Format(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong([.. EnumWord.All<GuestDiskFormat>()]);
        return option;
    }

    /// <summary>The option that names an image's format.</summary>
    public static Option<string?> Format() => Format("--format", "The image's format (default: as a guest has it written down, or by the ending .qcow2, .raw or .img; never by the content)");

    /// <summary>The format of an option; null when it was not given.</summary>
    public static GuestDiskFormat? FormatOf(string? word) => word is null ? null : EnumWord.Parse<GuestDiskFormat>(word);

    /// <summary>A size in bytes.</summary>
    /// <param name="text">As it was given.</param>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static long BytesOf(string text) =>
        MemorySize.ParseMiB(text) is { } mib ? mib * 1024L * 1024 : throw new InvalidInputException($"'{text}' is no size", null, "write it like 120G, 512M or 2T");

    /// <summary>Runs a command about an image: progress as it goes, then what was done, in words or as a document.</summary>
    /// <param name="invocation">The run.</param>
    /// <param name="run">The command's own work.</param>
    public static async Task<ExitCode> RunAsync(Invocation invocation, Func<DiskWorkshop, Task<DiskResult>> run)
    {
        var terminal = invocation.Terminal;
        var progress = new ProgressReport(terminal);
        DiskResult result;
        try
        {
            result = await run(new DiskWorkshop(invocation.Roots, KnownDisks.Read(invocation.Roots), progress.Show, invocation.Cancellation));
        }
        finally
        {
            progress.End();
        }

        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(DiskImageDocument.Of(result), ViewDocuments.Default.DiskImageDocument));
        }
        else
        {
            foreach (var line in DiskView.Lines(result))
            {
                terminal.WriteLine(TextLayout.Plain(line));
            }
        }

        return result.Check is { IsSound: false } ? ExitCode.ImageDamaged : ExitCode.Success;
    }
}
