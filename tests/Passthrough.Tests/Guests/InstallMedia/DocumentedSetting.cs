using System.Collections.Immutable;

namespace Passthrough.Tests.Guests.InstallMedia;

/// <summary>A setting as Microsoft's reference of unattended Windows setup documents it (learn.microsoft.com, windows-hardware/customize/desktop/unattend).</summary>
/// <param name="Component">The component.</param>
/// <param name="Path">The setting below it.</param>
/// <param name="Passes">The passes that it is valid in.</param>
internal sealed record DocumentedSetting(string Component, string Path, params ImmutableArray<string> Passes)
{
    private const string Setup = "Microsoft-Windows-Setup";
    private const string Shell = "Microsoft-Windows-Shell-Setup";
    private const string Languages = "Microsoft-Windows-International-Core";
    private const string SetupLanguages = "Microsoft-Windows-International-Core-WinPE";

    /// <summary>The most characters of a driver's path.</summary>
    public const int LongestDriverPath = 259;

    public static ImmutableArray<DocumentedSetting> All { get; } =
    [
        new(SetupLanguages, "SetupUILanguage/UILanguage", "windowsPE"),
        new(SetupLanguages, "InputLocale", "windowsPE"),
        new(SetupLanguages, "SystemLocale", "windowsPE"),
        new(SetupLanguages, "UILanguage", "windowsPE"),
        new(SetupLanguages, "UserLocale", "windowsPE"),
        new("Microsoft-Windows-PnpCustomizationsWinPE", "DriverPaths/PathAndCredentials/Path", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/CreatePartitions/CreatePartition/Extend", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/CreatePartitions/CreatePartition/Order", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/CreatePartitions/CreatePartition/Size", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/CreatePartitions/CreatePartition/Type", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/ModifyPartitions/ModifyPartition/Format", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/ModifyPartitions/ModifyPartition/Label", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/ModifyPartitions/ModifyPartition/Letter", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/ModifyPartitions/ModifyPartition/Order", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/ModifyPartitions/ModifyPartition/PartitionID", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/DiskID", "windowsPE"),
        new(Setup, "DiskConfiguration/Disk/WillWipeDisk", "windowsPE"),
        new(Setup, "DiskConfiguration/WillShowUI", "windowsPE"),
        new(Setup, "ImageInstall/OSImage/InstallFrom/MetaData/Key", "windowsPE"),
        new(Setup, "ImageInstall/OSImage/InstallFrom/MetaData/Value", "windowsPE"),
        new(Setup, "ImageInstall/OSImage/InstallTo/DiskID", "windowsPE"),
        new(Setup, "ImageInstall/OSImage/InstallTo/PartitionID", "windowsPE"),
        new(Setup, "ImageInstall/OSImage/WillShowUI", "windowsPE"),
        new(Setup, "UserData/AcceptEula", "windowsPE"),
        new(Setup, "UserData/ProductKey/Key", "windowsPE"),
        new(Setup, "UserData/ProductKey/WillShowUI", "windowsPE"),
        new(Shell, "ComputerName", "offlineServicing", "specialize"),
        new(Shell, "TimeZone", "specialize", "auditSystem", "oobeSystem"),
        new(Languages, "InputLocale", "specialize", "oobeSystem"),
        new(Languages, "SystemLocale", "specialize", "oobeSystem"),
        new(Languages, "UILanguage", "specialize", "oobeSystem"),
        new(Languages, "UserLocale", "specialize", "oobeSystem"),
        new(Shell, "FirstLogonCommands/SynchronousCommand/CommandLine", "oobeSystem"),
        new(Shell, "FirstLogonCommands/SynchronousCommand/Description", "oobeSystem"),
        new(Shell, "FirstLogonCommands/SynchronousCommand/Order", "oobeSystem"),
        new(Shell, "OOBE/HideEULAPage", "oobeSystem"),
        new(Shell, "OOBE/HideOEMRegistrationScreen", "oobeSystem"),
        new(Shell, "OOBE/HideOnlineAccountScreens", "oobeSystem"),
        new(Shell, "OOBE/HideWirelessSetupInOOBE", "oobeSystem"),
        new(Shell, "OOBE/ProtectYourPC", "oobeSystem"),
        new(Shell, "UserAccounts/LocalAccounts/LocalAccount/Password/Value", "auditSystem", "oobeSystem"),
        new(Shell, "UserAccounts/LocalAccounts/LocalAccount/Password/PlainText", "auditSystem", "oobeSystem"),
        new(Shell, "UserAccounts/LocalAccounts/LocalAccount/DisplayName", "auditSystem", "oobeSystem"),
        new(Shell, "UserAccounts/LocalAccounts/LocalAccount/Group", "auditSystem", "oobeSystem"),
        new(Shell, "UserAccounts/LocalAccounts/LocalAccount/Name", "auditSystem", "oobeSystem"),
    ];
}
