using Passthrough.Guests.KubeVirt;

namespace Passthrough.Cli.Views;

/// <summary>What people are told beside a manifest.</summary>
internal static class KubeVirtView
{
    /// <summary>What a virtual machine needs and what it cannot keep.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(KubeVirtGuest guest, int width)
    {
        if (!guest.Needs.IsEmpty)
        {
            yield return "Before it starts there must be:";
            foreach (var line in guest.Needs.SelectMany(need => TextLayout.Hang("- ", TextLayout.Plain(need), width)))
            {
                yield return line;
            }

            yield return "";
        }

        yield return "Not kept of the guest:";
        foreach (var line in guest.NotKept.SelectMany(part => TextLayout.Hang("- ", TextLayout.Plain($"{part.Key}: {part.Reason}"), width)))
        {
            yield return line;
        }
    }

    /// <summary>How the part of the <c>KubeVirt</c> resource is used.</summary>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> PermittedLines(int width) => TextLayout.Wrap(
        "Add these members to the lists of the cluster's own KubeVirt resource (kubectl edit kubevirt -n kubevirt kubevirt). Do not apply this file: its lists would replace the cluster's. "
        + "Where a device is permitted already, keep the cluster's resource name and write that into the virtual machine.",
        width);
}
