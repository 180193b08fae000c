using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Planning.Guard;

/// <summary>
/// The block of <c>custom.cfg</c> that offers the present start of the machine once more, and starts it for as long as the new configuration has not been found good. GRUB reads the file at each start,
/// after its own menu, and nothing generates it: it is there from the moment in which it is written.
/// </summary>
internal static class GrubFallbackEntry
{
    /// <summary>The entry's id.</summary>
    public const string Id = "passthrough-fallback";

    /// <summary>The file's name, in the folder of <c>grub.cfg</c>.</summary>
    public const string FileName = "custom.cfg";

    private const string RootVariable = "passthrough_root";

    private const string PlaceVariable = "passthrough_place";
    private const string Place = $"(${{{PlaceVariable}}})/{GrubEnvironment.OnPartition}";

    private static readonly SearchValues<char> Special = SearchValues.Create(" \t'\"\\{};#");

    private const string Begin = "# Begin of what passthrough wrote; 'passthrough undo' takes it back.";
    private const string End = "# End of what passthrough wrote.\n";

    /// <summary>An entry file as GRUB's <c>blscfg</c> makes an entry of it: what it names lies on the device <c>boot</c>, or, where that is not set, <c>root</c>.</summary>
    /// <param name="entry">The entry file.</param>
    public static GrubEntryScript ScriptOf(LoaderEntry entry)
    {
        var words = string.Concat(entry.Options.Select(word => " " + (word.StartsWith('$') ? word : Quoted(word))));
        var initramfs = entry.Initramfs.IsEmpty ? "" : $"\tinitrd {string.Join(' ', entry.Initramfs)}\n";
        return new GrubEntryScript(
            ["menuentry", entry.Title ?? entry.Id, .. entry.IsUnrestricted ? ["--unrestricted"] : Array.Empty<string>()],
            $"\n\tset root=\"${{{RootVariable}}}\"\n\tlinux {entry.Kernel}{words}\n{initramfs}");
    }

    /// <summary>The file without the block.</summary>
    /// <param name="custom">The file.</param>
    public static string Without(string custom)
    {
        var start = custom.IndexOf(Begin, StringComparison.Ordinal);
        var end = start < 0 ? -1 : custom.IndexOf(End, start, StringComparison.Ordinal);
        return end < 0 ? custom : custom.Remove(start, end + End.Length - start);
    }

    /// <summary>The block; null when the entry is written in a way that cannot be followed with certainty.</summary>
    /// <param name="entry">What starts now when nobody chooses.</param>
    /// <param name="memory">Where GRUB remembers the trial.</param>
    /// <param name="isReplaced">True for the loader's name of an initramfs that is kept as <see cref="FallbackEntry.ImageName"/>.</param>
    /// <param name="keepsImage">True when there is one; the entry is then the default only while the copy is there.</param>
    public static string? Block(GrubEntryScript entry, GrubMemory memory, Func<string, bool> isReplaced, bool keepsImage) => Rewrite(entry.Body, isReplaced) is not { } body
        ? null
        : $$"""
        {{Begin}}
        # The machine starts as before until one start of the new configuration was found good ('passthrough confirm').
        # Which folder this is, GRUB knows only while it reads.
        set passthrough_folder="${config_directory}"
        export passthrough_folder{{(entry.Body.Contains(RootVariable, StringComparison.Ordinal) ? RootLines : "")}}
        menuentry {{Quoted(FallbackEntry.TitleOf(entry.Head[1]))}}{{Options(entry.Head)}} --id {{Id}} {{{body}}}{{Remembered(memory)}}
        if [ "${{{TrialVariables.Good}}}" != "{{TrialVariables.Set}}" ]; then
            set passthrough_fallback=1
            if [ "${{{TrialVariables.Trial}}}" = "{{TrialVariables.Set}}" ]; then
                # One start only. What is read again tells whether it could be written.
                unset {{TrialVariables.Trial}}
                save_env {{Of(memory)}}{{TrialVariables.Trial}}
                load_env {{Of(memory)}}{{TrialVariables.Trial}}
                if [ "${{{TrialVariables.Trial}}}" != "{{TrialVariables.Set}}" ]; then
                    set passthrough_fallback=0
                fi
            fi
            if [ "${passthrough_fallback}" = "1" -a "${boot_once}" != "true"{{(keepsImage ? $" -a -s \"${{passthrough_folder}}/{FallbackEntry.ImageName}\"" : "")}} ]; then
                set default={{Id}}
            fi
        fi
        {{End}}
        """;

    private const string RootLines =
        $$"""

        if [ -n "${boot}" ]; then
            set {{RootVariable}}="${boot}"
        else
            set {{RootVariable}}="${root}"
        fi
        export {{RootVariable}}
        """;

    /// <summary>Where it is not GRUB's own, the file is read here, and nothing is remembered where it cannot be found.</summary>
    private static string Remembered(GrubMemory memory) => memory.FileSystemId is not { } id
        ? ""
        : $$"""

        # What is remembered of a trial lies where GRUB can write.
        unset {{TrialVariables.Trial}}
        unset {{TrialVariables.Good}}
        if search --no-floppy --fs-uuid --set={{PlaceVariable}} {{Quoted(id)}}; then
            if [ -s "{{Place}}" ]; then
                load_env {{Of(memory)}}{{string.Join(' ', TrialVariables.All)}}
            fi
        fi
        """;

    private static string Of(GrubMemory memory) => memory.FileSystemId is null ? "" : $"--file \"{Place}\" ";

    private static string Options(ImmutableArray<string> head)
    {
        var options = new StringBuilder();
        for (var index = 2; index < head.Length; index++)
        {
            if (head[index] is "--unrestricted")
            {
                options.Append(" --unrestricted");
            }
            else if (head[index] is "--class" or "--users" && index + 1 < head.Length)
            {
                options.Append($" {head[index]} {Quoted(head[index + 1])}");
                index++;
            }
        }

        return options.ToString();
    }

    private static string? Rewrite(string body, Func<string, bool> isReplaced)
    {
        var text = new StringBuilder(body);
        foreach (var command in GrubScript.Commands(body).Reverse())
        {
            switch (command)
            {
                case { IsKernel: true }:
                    text.Insert(command.End, $" {FallbackEntry.Word}");
                    break;
                case { IsInitramfs: true } when command.Words.Any(isReplaced):
                    if (command.Words.Any(word => word.AsSpan().ContainsAny(Special)))
                    {
                        return null;
                    }

                    text.Remove(command.Start, command.End - command.Start)
                        .Insert(command.Start, string.Join(' ', command.Words.Select(word => isReplaced(word) ? $"${{passthrough_folder}}/{FallbackEntry.ImageName}" : word)));
                    break;
                case { Name: "savedefault" }:
                    // It would make this entry the default of GRUB_DEFAULT=saved.
                    text.Remove(command.Start, command.End - command.Start);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
