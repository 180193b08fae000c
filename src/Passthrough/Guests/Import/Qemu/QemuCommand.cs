using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Passthrough.Failures;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Finds QEMU's command in a text: arguments one a line, a shell script, or libvirt's log of a guest. Pure.</summary>
internal static partial class QemuCommand
{
    private static readonly ImmutableHashSet<string> Helpers = ImmutableHashSet.Create(StringComparer.Ordinal, "sudo", "exec", "env", "time");

    /// <summary>The arguments, without the program, and the variables that are set for it.</summary>
    /// <param name="source">The text's name, for messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="draft">The guest, which learns what of the text is not kept.</param>
    /// <exception cref="InvalidInputException">There is no command of QEMU.</exception>
    public static ShellCommand Find(string source, string text, ImportDraft draft)
    {
        if (Verbatim(text) is { } arguments)
        {
            return arguments;
        }

        var (part, firstLine, isLog) = LastOfLog(text);
        var script = ShellScript.Parse(part, firstLine);
        var place = script.Commands.ToList().FindLastIndex(command => ProgramOf(command) >= 0);
        if (place < 0)
        {
            throw new InvalidInputException($"'{source}' holds no command of QEMU", source, "give a file with the command: arguments one a line, a script that calls qemu-system-x86_64, or libvirt's log of the guest");
        }

        if (!isLog)
        {
            TellOthers(draft, [.. script.Commands.Where((_, index) => index != place)]);
        }

        var found = script.Commands[place];
        var program = ProgramOf(found);
        var helpers = found.Words[..program].Where(word => !Helpers.Contains(word.Text)).ToList();
        if (helpers.Count > 0)
        {
            draft.Drop(helpers[0].Where, string.Join(' ', helpers.Select(word => word.Text)), "what the script starts QEMU with is not kept: pinning and priorities are said in the description");
        }

        return found with { Words = found.Words[(program + 1)..] };
    }

    /// <summary>True for the name of a program that is QEMU for x86-64.</summary>
    private static bool IsQemu(string word) => word[(word.LastIndexOf('/') + 1)..] is "qemu-system-x86_64" or "qemu-kvm" or "kvm" or "qemu-system-i386" or "kvm-spice" or "qemu";

    private static int ProgramOf(ShellCommand command)
    {
        for (var index = 0; index < command.Words.Length; index++)
        {
            // A program stands first, or behind others that start it; 'killall kvm' and 'modprobe kvm' have nothing behind it.
            if (IsQemu(command.Words[index].Text) && index + 1 < command.Words.Length && command.Words[index + 1].Text.StartsWith('-'))
            {
                return index;
            }
        }

        return -1;
    }

    private static void TellOthers(ImportDraft draft, ImmutableArray<ShellCommand> others)
    {
        foreach (var command in others)
        {
            var words = string.Join(' ', command.Words.Select(word => word.Text));
            draft.Drop(command.Words[0].Where, words, ProgramOf(command) >= 0 ? "the last command of QEMU in the file is the one that is imported" : "the script does it beside QEMU; nothing of the script is run");
        }
    }

    // One argument a line, nothing quoted: each line begins an option or is its value.
    private static ShellCommand? Verbatim(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var hasProgram = lines.Count > 1 && IsQemu(lines[0]);
        var isVerbatim = lines.Count > (hasProgram ? 1 : 0)
            && lines[hasProgram ? 1 : 0].StartsWith('-')
            && lines.TrueForAll(line => line.Length > 0 && !(line.StartsWith('-') && line.Contains(' ', StringComparison.Ordinal)) && !line.EndsWith(" \\", StringComparison.Ordinal));
        return isVerbatim
            ? new ShellCommand([], [.. lines.Select((line, index) => new QemuWord(line, "line " + (index + 1).ToString(CultureInfo.InvariantCulture), null)).Skip(hasProgram ? 1 : 0)])
            : null;
    }

    // virtqemud writes "2023-05-04 17:02:31.123+0000: starting up libvirt version: ...", and below it the command.
    private static (string Text, int FirstLine, bool IsLog) LastOfLog(string text)
    {
        var lines = text.Split('\n');
        var start = Array.FindLastIndex(lines, line => Beginning().IsMatch(line));
        if (start < 0)
        {
            return (text, 1, false);
        }

        var end = start + 1;
        while (end < lines.Length - 1 && lines[end].TrimEnd().EndsWith('\\'))
        {
            end++;
        }

        return (string.Join('\n', lines[(start + 1)..Math.Min(lines.Length, end + 1)]), start + 2, true);
    }

    /// <summary>True for a line of libvirt's log that comes before a command.</summary>
    public static bool IsLog(string text) => Beginning().IsMatch(text);

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+\+[0-9]+: starting up", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Beginning();
}
