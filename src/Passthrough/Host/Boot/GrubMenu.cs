using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>What a <c>grub.cfg</c> offers.</summary>
/// <param name="Items">The top menu in order.</param>
/// <param name="Default">What <c>default</c> is set to, as written; null when it is never set.</param>
/// <param name="UsesBootLoaderSpecification">True when the command <c>blscfg</c> adds entries from files elsewhere.</param>
/// <param name="SourcesCustomFile">True when it ends by reading <c>custom.cfg</c> in its own folder, as <c>/etc/grub.d/41_custom</c> makes it.</param>
internal sealed record GrubMenu(ImmutableArray<GrubMenuItem> Items, string? Default, bool UsesBootLoaderSpecification, bool SourcesCustomFile)
{
    /// <summary>Understands a <c>grub.cfg</c>; conditions are not evaluated: entries of both branches are offered.</summary>
    /// <param name="text">The file.</param>
    public static GrubMenu Parse(string text)
    {
        using var commands = GrubScript.Commands(text).GetEnumerator();
        var settings = new Settings();
        var items = ReadItems(text, commands, settings, isNested: false, depth: 0);
        return new GrubMenu(items, settings.Default, settings.UsesBootLoaderSpecification, settings.SourcesCustomFile);
    }

    private static ImmutableArray<GrubMenuItem> ReadItems(
        string text, IEnumerator<GrubCommand> commands, Settings settings, bool isNested, int depth)
    {
        // Deeper nesting than any real menu's is rubbish, and must not end the stack.
        const int Deepest = 32;
        var items = ImmutableArray.CreateBuilder<GrubMenuItem>();
        var open = 0;
        while (commands.MoveNext())
        {
            var command = commands.Current.Words;
            switch (command[0])
            {
                case "{":
                    open++;
                    break;
                case "}" when open == 0 && isNested:
                    return items.ToImmutable();
                case "}":
                    open = Math.Max(0, open - 1);
                    break;
                case "menuentry" or "submenu" when command.Length > 1 && depth < Deepest:
                    if (ReadItem(text, command, commands, settings, depth) is { } item)
                    {
                        items.Add(item);
                    }

                    break;
                case "set" when command.Length > 1 && command[1].StartsWith("default=", StringComparison.Ordinal):
                    settings.SetDefault(command[1]["default=".Length..]);
                    break;
                case "blscfg":
                    settings.UsesBootLoaderSpecification = true;
                    break;
                case "source" when command.Length > 1 && command[1].EndsWith("/custom.cfg", StringComparison.Ordinal):
                    settings.SourcesCustomFile = true;
                    break;
                default:
                    break;
            }
        }

        return items.ToImmutable();
    }

    private static GrubMenuItem? ReadItem(
        string text, ImmutableArray<string> head, IEnumerator<GrubCommand> commands, Settings settings, int depth)
    {
        if (!commands.MoveNext() || commands.Current.Name is not "{")
        {
            return null;
        }

        return head[0] is "submenu"
            ? new GrubMenuItem(head[1], IdOf(head), [], [], ReadItems(text, commands, settings, isNested: true, depth + 1))
            : ReadEntry(text, head, commands);
    }

    private static GrubMenuItem ReadEntry(string text, ImmutableArray<string> head, IEnumerator<GrubCommand> commands)
    {
        var start = commands.Current.End;
        var end = start;
        ImmutableArray<string> kernel = [];
        ImmutableArray<string> initramfs = [];
        var open = 1;
        while (open > 0 && commands.MoveNext())
        {
            var command = commands.Current;
            end = command.Start;
            open += command.Name switch { "{" => 1, "}" => -1, _ => 0 };
            kernel = command.IsKernel ? command.Words[1..] : kernel;
            initramfs = command.IsInitramfs ? command.Words[1..] : initramfs;
        }

        return new GrubMenuItem(head[1], IdOf(head), kernel, initramfs, Children: null) { Head = head, Body = text[start..end] };
    }

    private static string? IdOf(ImmutableArray<string> head)
    {
        // grub-mkconfig writes $menuentry_id_option, which GRUB sets to --id.
        for (var index = 2; index + 1 < head.Length; index++)
        {
            if (head[index] is "--id" or "$menuentry_id_option" or "${menuentry_id_option}")
            {
                return head[index + 1];
            }
        }

        return head.Skip(2).FirstOrDefault(word => word.StartsWith("--id=", StringComparison.Ordinal))?["--id=".Length..];
    }

    private sealed class Settings
    {
        public string? Default { get; private set; }

        public bool UsesBootLoaderSpecification { get; set; }

        public bool SourcesCustomFile { get; set; }

        public void SetDefault(string value)
        {
            // The branch for one next boot (grub-reboot) is not what boots by default.
            if (value is not ("${next_entry}" or "$next_entry"))
            {
                Default = value;
            }
        }
    }
}
