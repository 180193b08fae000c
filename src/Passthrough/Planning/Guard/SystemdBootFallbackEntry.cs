using System.Text;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.UnifiedImages;

namespace Passthrough.Planning.Guard;

/// <summary>
/// The file below <c>loader/entries</c> that offers the present start of the machine once more. systemd-boot reads the folder at each start: the entry is there from the moment in which the file is.
/// </summary>
internal static class SystemdBootFallbackEntry
{
    /// <summary>The file's name without <c>.conf</c>. With this beginning, and without a sort key, an entry comes last in the menu: it is nobody's default by its place.</summary>
    public const string Id = "0-passthrough-fallback";

    /// <summary>The name of the copy of a unified kernel image, which lies outside <c>EFI/Linux</c> so that it is no entry by itself.</summary>
    public const string ImageName = "passthrough-fallback.efi";

    /// <summary>
    /// The file's text for a unified kernel image: the kept image, with its own line and the word by which this start is known. With Secure Boot the image takes no line but its own (systemd-stub(7)); it starts
    /// as before in either case, for nothing in it isolates a card.
    /// </summary>
    /// <param name="image">What starts now when nobody chooses.</param>
    public static string Text(UnifiedImage image) =>
        $"""
        {OwnFile.Heading}
        title {FallbackEntry.TitleOf(image.Title ?? Path.GetFileName(image.Path))}
        efi /{ImageName}
        options {$"{image.CommandLine} {FallbackEntry.Word}".Trim()}

        """;

    /// <summary>The file's text: the entry's own lines with another title, the kept image, and the word by which this start is known.</summary>
    /// <param name="entry">What starts now when nobody chooses.</param>
    /// <param name="text">Its file.</param>
    /// <param name="isReplaced">True for the loader's name of an initramfs that is kept as <see cref="FallbackEntry.ImageName"/>.</param>
    /// <param name="keepsKernel">True when the kernel is kept as <see cref="FallbackEntry.KernelName"/>.</param>
    public static string Text(LoaderEntry entry, string text, Func<string, bool> isReplaced, bool keepsKernel)
    {
        var built = new StringBuilder(OwnFile.Heading).Append('\n');
        Add("title", FallbackEntry.TitleOf(entry.Title ?? entry.Id));
        foreach (var line in text.Split('\n'))
        {
            switch (LoaderEntryFile.Pair(line))
            {
                case null or ("title" or "sort-key", _):
                    break;
                case ("initrd", var value):
                    Add("initrd", string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => isReplaced(word) ? $"/{FallbackEntry.ImageName}" : word)));
                    break;
                case ("linux", _) when keepsKernel:
                    Add("linux", $"/{FallbackEntry.KernelName}");
                    break;
                case var (key, value):
                    Add(key, value);
                    break;
            }
        }

        // Several lines are one kernel line.
        Add("options", FallbackEntry.Word);
        return built.ToString();

        void Add(string key, string value) => built.Append(key).Append(' ').Append(value).Append('\n');
    }
}
