namespace Passthrough.Guests.InstallMedia;

/// <summary>Names on the installation medium.</summary>
internal static class MediumLayout
{
    /// <summary>The medium's label, by which Windows finds it again whatever letter its drive has.</summary>
    public const string VolumeId = "PASSTHROUGH";

    /// <summary>The answer file: Setup looks for this name at the root of all removable media.</summary>
    public const string AnswerFile = "autounattend.xml";

    /// <summary>The folder of the drivers, one folder each.</summary>
    public const string Drivers = "drivers";

    /// <summary>The folder of installers of virtio-win.</summary>
    public const string Tools = "tools";

    /// <summary>The folder of this program's own scripts.</summary>
    public const string Scripts = "passthrough";

    /// <summary>The script that the first logon runs.</summary>
    public const string FirstLogon = "first-logon.ps1";

    /// <summary>The script that each start of Windows runs.</summary>
    public const string Interrupts = "interrupts.ps1";

    /// <summary>The devices that <see cref="Interrupts"/> is about: one <c>VEN_10DE&amp;DEV_2684</c> a line.</summary>
    public const string Devices = "devices.txt";
}
