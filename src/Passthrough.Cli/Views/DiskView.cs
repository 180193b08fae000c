using Passthrough.Disks;
using Passthrough.Host.Storage;

namespace Passthrough.Cli.Views;

/// <summary>What a command about an image does and did, in words.</summary>
internal static class DiskView
{
    private const int BarColumns = 24;

    /// <summary>A step on one line of a terminal.</summary>
    /// <param name="step">The step.</param>
    /// <param name="width">Columns.</param>
    public static string Bar(DiskStep step, int width)
    {
        if (step.Percent is not { } percent)
        {
            return TextLayout.Cut($"{TextLayout.Plain(step.Words)} ...", width - 1);
        }

        var full = (int)(percent / 100 * BarColumns);
        var end = $" [{new string('#', full)}{new string('.', BarColumns - full)}] {(int)percent,3} %";
        return TextLayout.Cut(TextLayout.Plain(step.Words), Math.Max(1, width - 1 - end.Length)) + end;
    }

    /// <summary>The lines.</summary>
    /// <param name="result">What was done.</param>
    public static IEnumerable<string> Lines(DiskResult result) =>
    [
        Headline(result),
        .. result.Check is { } check ? Found(check) : [],
        .. result.Notes,
        .. result.Leftovers.Select(path => $"Left by a command that was killed, and of no use to anybody: {path}"),
        .. result.Action == DiskAction.Create ? [$"Next: sudo passthrough guest create NAME --gpu ADDRESS --disk {result.Image.Path}"] : Array.Empty<string>(),
    ];

    private static string Headline(DiskResult result)
    {
        var image = result.Image;
        var size = ByteSize.Words(image.VirtualBytes);
        var taken = ByteSize.Words(image.AllocatedBytes);
        var was = result.Before is { } before ? ByteSize.Words(before.AllocatedBytes) : "";
        var below = image.Chain.IsEmpty ? "no other image" : $"'{image.Chain[0].Path}' ({ImageFormats.Word(image.Chain[0].Format)})";
        return result.Action switch
        {
            DiskAction.Create => $"Made '{image.Path}': {ImageFormats.Word(image.Format)}, {size} for the guest, {taken} on the disk.",
            DiskAction.Overlay => $"Made '{image.Path}': {size} for the guest; it holds what will differ from {below}.",
            DiskAction.Commit => $"'{image.Path}' holds all of it now: {taken} on the disk ({was} before).",
            DiskAction.Rebase => $"'{image.Path}' stands on {below} now: {taken} on the disk ({was} before).",
            DiskAction.Convert => $"Copied to '{image.Path}': {ImageFormats.Word(image.Format)}, {size} for the guest, {taken} on the disk (the source takes {was}).",
            DiskAction.Resize => $"'{image.Path}' has {size} for the guest now ({ByteSize.Words(result.Before!.VirtualBytes)} before).",
            DiskAction.CopyIn => $"Copied into '{image.Path}': {taken} on the disk ({was} before).",
            DiskAction.Check => $"'{image.Path}': {ImageFormats.Word(image.Format)}, {size} for the guest, {taken} on the disk.",
            _ => $"'{image.Path}' takes {taken} on the disk now ({was} before).",
        };
    }

    private static IEnumerable<string> Found(ImageCheck check)
    {
        if (check.CorruptionsFixed > 0 || check.LeaksFixed > 0)
        {
            yield return $"Repaired: {check.CorruptionsFixed} errors, {check.LeaksFixed} clusters that belonged to nothing.";
        }

        if (!check.IsSound)
        {
            yield return $"Damaged: {check.Corruptions} errors{(check.CheckErrors > 0 ? $", and {check.CheckErrors} places that could not be checked" : "")}. Copy the image, then repair it with --repair all.";
        }

        if (check.Leaks > 0)
        {
            yield return $"{check.Leaks} clusters belong to nothing: no data is in danger, and --repair leaks frees them.";
        }
        else if (check.IsSound)
        {
            yield return "No errors.";
        }
    }
}
