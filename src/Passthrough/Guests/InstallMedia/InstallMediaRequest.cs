using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.InstallMedia;

/// <summary>An installation medium that is to be written.</summary>
/// <param name="DriversPath">The absolute path of virtio-win's disc.</param>
/// <param name="OutputPath">The absolute path of the new image.</param>
/// <param name="Windows">The version of Windows.</param>
/// <param name="Answers">What the answer file says; its drivers for Setup are set by <see cref="InstallMediaMaker"/>.</param>
public sealed record InstallMediaRequest(string DriversPath, string OutputPath, WindowsVersion Windows, UnattendedAnswers Answers)
{
    /// <summary>The drivers that the guest has use for.</summary>
    public ImmutableArray<GuestDriver> Drivers { get; init; } = [];

    /// <summary>The devices that are passed through, which are to use message-signalled interrupts.</summary>
    public ImmutableArray<PciIdentity> Devices { get; init; } = [];

    /// <summary>True when a file that is there may be replaced.</summary>
    public bool Overwrites { get; init; }
}
