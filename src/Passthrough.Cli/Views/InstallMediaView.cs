using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;
using Passthrough.Guests.InstallMedia;
using Passthrough.Intent;

namespace Passthrough.Cli.Views;

/// <summary>An installation medium that was written, and what comes next.</summary>
internal static class InstallMediaView
{
    private const long MebiByte = 1024 * 1024;

    /// <summary>The lines.</summary>
    /// <param name="result">What was written.</param>
    /// <param name="design">What was asked for.</param>
    /// <param name="guest">The guest as it is while its system is being installed.</param>
    /// <param name="wanted">The guest as the intent has it.</param>
    /// <param name="intent">The intent's path.</param>
    public static IEnumerable<string> Lines(InstallMediaResult result, InstallMediaDesign design, GuestSpec guest, GuestDescription wanted, string intent)
    {
        var isThere = wanted.Cdroms.Contains(result.Path, StringComparer.Ordinal);
        yield return $"Written: {result.Path} ({result.Size / MebiByte} MiB), with {string.Join(", ", result.Drivers)}{string.Concat(result.Tools.Select(tool => $", {tool}"))}.";
        if (!result.Missing.IsEmpty)
        {
            yield return $"The disc of virtio-win has no {string.Join(", no ", result.Missing.Select(driver => $"{driver.Name} ({driver.Purpose})"))}.";
        }

        if (result.Tools.IsEmpty)
        {
            yield return "The disc of virtio-win has no installers: the guest agent and the SPICE agent are yours to install.";
        }

        yield return design.ReasonToAsk is null
            ? $"When the guest starts from the installation medium, Setup wipes its disk {guest.Disks.First(disk => disk.Kind == GuestDiskKind.Disk).Path} without asking."
            : $"Setup asks where to install: {design.ReasonToAsk}.";
        if (design.Request.Answers.HasSecrets)
        {
            yield return "It holds a password or a product key that is not encrypted: only its owner may read it. Delete it after the installation.";
        }

        if (wanted.Stage != GuestStage.Installation)
        {
            yield return $"The guest has the card already: sudo passthrough guest passthrough {wanted.Name} --back";
        }

        if (!isThere)
        {
            yield return $"Next: add it to the guest's discs in {intent}, beside Windows' own installation medium:";
            yield return "  cdroms:";
            foreach (var path in wanted.Cdroms.Append(result.Path))
            {
                yield return $"    - {IntentWriter.Quote(path)}";
            }
        }

        yield return $"{(isThere ? "Next" : "Then")}: sudo passthrough guest start {wanted.Name}";
    }
}
