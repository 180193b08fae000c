using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Guests.InstallMedia;

/// <summary>Makes the installation medium of a guest from the guest itself. Pure.</summary>
public static class InstallMediaDesigner
{
    /// <summary>What is to be written for a guest.</summary>
    /// <param name="installed">The guest as it is while its system is being installed.</param>
    /// <param name="later">The guest with the card.</param>
    /// <param name="host">The machine's facts.</param>
    /// <param name="driversPath">The absolute path of virtio-win's disc.</param>
    /// <param name="outputPath">The absolute path of the new image.</param>
    /// <param name="windows">The version of Windows; null for the one that the guest's system says.</param>
    /// <param name="answers">What the person answers.</param>
    /// <exception cref="InvalidInputException">The guest's system is not Windows and no version was given.</exception>
    public static InstallMediaDesign Design(GuestSpec installed, GuestSpec later, HostFacts host, string driversPath, string outputPath, WindowsVersion? windows, UnattendedAnswers answers)
    {
        var reason = InstallTarget.ReasonToAsk(installed, host);
        return new InstallMediaDesign(
            new InstallMediaRequest(driversPath, outputPath, windows ?? VersionOf(installed.Os), answers with { LaysOutDisk = reason is null })
            {
                Drivers = GuestDrivers.Of(installed, later),
                Devices = [.. later.Owned.Select(device => device.Identity)],
            },
            reason);
    }

    private static WindowsVersion VersionOf(GuestOs os) => os switch
    {
        GuestOs.Windows11 => WindowsVersion.Windows11,
        GuestOs.Windows => WindowsVersion.Windows10,
        _ => throw new InvalidInputException($"the guest's system is {EnumWord.Of(os)}, not Windows", null, "write 'os: windows11' or 'os: windows' into the guest in passthrough.yaml, or say --windows"),
    };
}
