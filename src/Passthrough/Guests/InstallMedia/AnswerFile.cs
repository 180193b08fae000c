using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Passthrough.Guests.InstallMedia;

/// <summary>
/// Windows' answer file <c>autounattend.xml</c>. Names of components and settings, and the passes that they are valid in, are those of Microsoft's unattended Windows setup
/// reference; no requirement of Windows is switched off.
/// </summary>
public static class AnswerFile
{
    /// <summary>The namespace of all elements.</summary>
    public static XNamespace Namespace { get; } = "urn:schemas-microsoft-com:unattend";

    /// <summary>The namespace of the attributes that say that a list gets a member.</summary>
    public static XNamespace StateNamespace { get; } = "http://schemas.microsoft.com/WMIConfig/2002/State";

    // What Setup gives to disc drives when the disk is still empty: it is not known beforehand in which drive the medium is. A folder that is not there is passed over.
    private static readonly ImmutableArray<string> DriveLetters = ["D", "E", "F", "G"];

    // Microsoft: at least 260 MB on disks of 4096-byte sectors, FAT32.
    private const int SystemPartitionMiB = 300;
    private const int ReservedPartitionMiB = 16;

    private static string FirstLogonCommand =>
        $@"powershell.exe -NoProfile -ExecutionPolicy Bypass -Command ""& ((Get-Volume -FileSystemLabel {MediumLayout.VolumeId}).DriveLetter.ToString() + ':\{MediumLayout.Scripts}\{MediumLayout.FirstLogon}')""";

    /// <summary>The document.</summary>
    /// <param name="answers">The answers; every value keeps to its rule in <see cref="WindowsNames"/>.</param>
    public static XDocument Of(UnattendedAnswers answers) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(
            Namespace + "unattend",
            new XAttribute(XNamespace.Xmlns + "wcm", StateNamespace),
            Pass("windowsPE", Languages("Microsoft-Windows-International-Core-WinPE", answers, isSetup: true), SetupDrivers(answers), Setup(answers)),
            Pass("specialize", Component("Microsoft-Windows-Shell-Setup", Value("ComputerName", answers.ComputerName), Value("TimeZone", answers.TimeZone))),
            Pass("oobeSystem", Languages("Microsoft-Windows-International-Core", answers, isSetup: false), Shell(answers))));

    /// <summary>The document as a file's bytes: UTF-8.</summary>
    /// <param name="answers">The answers.</param>
    public static byte[] BytesOf(UnattendedAnswers answers)
    {
        using var content = new MemoryStream();
        using (var writer = XmlWriter.Create(content, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" }))
        {
            Of(answers).Save(writer);
        }

        content.WriteByte((byte)'\n');
        return content.ToArray();
    }

    /// <summary>
    /// A password in the form that Windows calls hidden: base64 of the UTF-16 text with the setting's name behind it. It is no encryption: whoever reads it has the password.
    /// </summary>
    /// <param name="password">The password.</param>
    public static string Hidden(string password) => Convert.ToBase64String(Encoding.Unicode.GetBytes(password + "Password"));

    private static XElement? Languages(string component, UnattendedAnswers answers, bool isSetup)
    {
        if (answers.Locale is not { } locale)
        {
            return null;
        }

        var language = answers.Language ?? locale;
        return Component(
            component,
            isSetup ? new XElement(Namespace + "SetupUILanguage", Value("UILanguage", language)) : null,
            Value("InputLocale", answers.Keyboard ?? locale),
            Value("SystemLocale", locale),
            Value("UILanguage", language),
            Value("UserLocale", locale));
    }

    private static XElement? SetupDrivers(UnattendedAnswers answers)
    {
        var paths = answers.SetupDrivers.SelectMany(driver => DriveLetters.Select(letter => $@"{letter}:\{MediumLayout.Drivers}\{driver}"));
        return answers.SetupDrivers.IsEmpty
            ? null
            : Component(
                "Microsoft-Windows-PnpCustomizationsWinPE",
                new XElement(
                    Namespace + "DriverPaths",
                    paths.Select((path, index) => ListItem("PathAndCredentials", new XAttribute(StateNamespace + "keyValue", Text(index + 1)), Value("Path", path)))));
    }

    private static XElement? Setup(UnattendedAnswers answers) => Component(
        "Microsoft-Windows-Setup",
        answers.LaysOutDisk ? Disk() : null,
        Image(answers),
        WithContent(new XElement(
            Namespace + "UserData",
            answers.AcceptsLicense ? Value("AcceptEula", "true") : null,
            answers.ProductKey is null && answers.Edition is null
                ? null
                : new XElement(Namespace + "ProductKey", Value("Key", answers.ProductKey?.ToUpperInvariant()), Value("WillShowUI", "OnError")))));

    // EFI system partition, Microsoft reserved partition, Windows; Setup makes room for its recovery partition itself.
    private static XElement Disk() => new(
        Namespace + "DiskConfiguration",
        ListItem(
            "Disk",
            new XElement(
                Namespace + "CreatePartitions",
                ListItem("CreatePartition", Value("Order", "1"), Value("Size", Text(SystemPartitionMiB)), Value("Type", "EFI")),
                ListItem("CreatePartition", Value("Order", "2"), Value("Size", Text(ReservedPartitionMiB)), Value("Type", "MSR")),
                ListItem("CreatePartition", Value("Extend", "true"), Value("Order", "3"), Value("Type", "Primary"))),
            new XElement(
                Namespace + "ModifyPartitions",
                ListItem("ModifyPartition", Value("Format", "FAT32"), Value("Label", "System"), Value("Order", "1"), Value("PartitionID", "1")),
                ListItem("ModifyPartition", Value("Order", "2"), Value("PartitionID", "2")),
                ListItem("ModifyPartition", Value("Format", "NTFS"), Value("Label", "Windows"), Value("Letter", "C"), Value("Order", "3"), Value("PartitionID", "3"))),
            Value("DiskID", "0"),
            Value("WillWipeDisk", "true")),
        Value("WillShowUI", "OnError"));

    private static XElement? Image(UnattendedAnswers answers) => answers is { Edition: null, LaysOutDisk: false }
        ? null
        : new XElement(
            Namespace + "ImageInstall",
            new XElement(
                Namespace + "OSImage",
                answers.Edition is { } edition
                    ? new XElement(Namespace + "InstallFrom", ListItem("MetaData", Value("Key", "/IMAGE/NAME"), Value("Value", edition)))
                    : null,
                answers.LaysOutDisk ? new XElement(Namespace + "InstallTo", Value("DiskID", "0"), Value("PartitionID", "3")) : null,
                Value("WillShowUI", "OnError")));

    private static XElement? Shell(UnattendedAnswers answers) => Component(
        "Microsoft-Windows-Shell-Setup",
        new XElement(
            Namespace + "FirstLogonCommands",
            ListItem("SynchronousCommand", Value("CommandLine", FirstLogonCommand), Value("Description", "Drivers, guest tools and power plan"), Value("Order", "1"))),
        new XElement(
            Namespace + "OOBE",
            answers.AcceptsLicense ? Value("HideEULAPage", "true") : null,
            Value("HideOEMRegistrationScreen", "true"),
            answers.UserName is null ? null : Value("HideOnlineAccountScreens", "true"),
            Value("HideWirelessSetupInOOBE", "true"),
            Value("ProtectYourPC", "1")),
        answers.UserName is { } user ? Account(user, answers.Password) : null);

    // Without AutoLogon: the first logon is the person's own.
    private static XElement Account(string user, string? password) => new(
        Namespace + "UserAccounts",
        new XElement(
            Namespace + "LocalAccounts",
            ListItem(
                "LocalAccount",
                new XElement(Namespace + "Password", new XElement(Namespace + "Value", password is null ? "" : Hidden(password)), Value("PlainText", password is null ? "true" : "false")),
                Value("DisplayName", user),
                Value("Group", "Administrators"),
                Value("Name", user))));

    private static XElement? Pass(string pass, params XElement?[] components) => WithContent(new XElement(Namespace + "settings", new XAttribute("pass", pass), components));

    private static XElement? Component(string name, params XElement?[] settings) => WithContent(new XElement(
        Namespace + "component",
        new XAttribute("name", name),
        new XAttribute("processorArchitecture", "amd64"),
        new XAttribute("publicKeyToken", "31bf3856ad364e35"),
        new XAttribute("language", "neutral"),
        new XAttribute("versionScope", "nonSxS"),
        settings));

    // Most settings may not be empty, and a part without any says nothing.
    private static XElement? WithContent(XElement element) => element.HasElements ? element : null;

    private static XElement ListItem(string name, params XObject?[] content) => new(Namespace + name, new XAttribute(StateNamespace + "action", "add"), content);

    private static XElement? Value(string name, string? value) => value is null ? null : new XElement(Namespace + name, value);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
