using System.CommandLine;
using System.Text;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.InstallMedia;
using Passthrough.Host;
using Passthrough.Intent;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest install-media</c>.</summary>
internal sealed class GuestInstallMediaCommand
{
    private const string StandardInput = "-";
    private const int LongestPasswordFile = 4096;

    private readonly Argument<string> name = GuestCommand.Name();
    private readonly Option<string> drivers = new("--drivers") { Description = "The disc with virtio-win's drivers", HelpName = "virtio-win.iso", Required = true };
    private readonly Option<string?> output = new("--output") { Description = "The image to write (default: NAME-install.iso in libvirt's folder of images)", HelpName = "FILE" };
    private readonly Option<bool> isForced = new("--force") { Description = "Replace the image if it is there" };
    private readonly Option<string?> windows = new("--windows") { Description = "Whose drivers are taken (default: w11 for a guest with windows11, w10 for one with windows)" };
    private readonly Option<string?> user = new("--user") { Description = "Make a local account of an administrator (default: Windows asks)", HelpName = "NAME" };
    private readonly Option<string?> passwordFile = new("--password-file") { Description = "The account's password is the only line of this file; - is standard input (default: an empty password)", HelpName = "FILE" };
    private readonly Option<string?> computer = new("--computer") { Description = "The computer's name (default: the guest's)", HelpName = "NAME" };
    private readonly Option<string?> locale = new("--locale") { Description = "Formats, keyboard and language, such as de-DE (default: Setup asks)", HelpName = "LOCALE" };
    private readonly Option<string?> language = new("--language") { Description = "The language of Windows, one of the installation medium's (default: that of --locale)", HelpName = "LOCALE" };
    private readonly Option<string?> keyboard = new("--keyboard") { Description = "Keyboard layouts, such as de-DE or 0407:00000407 (default: that of --locale)", HelpName = "LAYOUT" };
    private readonly Option<string?> timeZone = new("--timezone") { Description = "Windows' name of the time zone, such as 'W. Europe Standard Time' (default: the region's)", HelpName = "ZONE" };
    private readonly Option<string?> edition = new("--edition") { Description = "The image of the installation medium, such as 'Windows 11 Pro' (default: by the product key, or Setup asks)", HelpName = "NAME" };
    private readonly Option<string?> productKey = new("--product-key") { Description = "The product key (default: Setup asks)", HelpName = "KEY" };
    private readonly Option<bool> acceptsLicense = new("--accept-eula") { Description = "Accept Microsoft's licence terms, which you have read (default: Setup asks)" };

    private GuestInstallMediaCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var own = new GuestInstallMediaCommand();
        own.windows.AcceptOnlyFromAmong([.. EnumWord.All<WindowsVersion>()]);
        var command = new Command(
            "install-media",
            "Write a disc for an unattended installation of Windows: an answer file, the drivers of the guest's disk and network, guest tools, and a script that sets power plan and interrupts. "
            + "It is put into a second drive beside the installation medium. What is not said here Setup asks. No requirement of Windows 11 is switched off.\n\n"
            + "Example:\n  sudo passthrough guest install-media win11 --drivers virtio-win.iso \\\n    --user anna --locale de-DE --edition 'Windows 11 Pro' --accept-eula\n"
            + "  systemd-ask-password | sudo passthrough guest install-media win11 \\\n    --drivers virtio-win.iso --user anna --password-file -")
        {
            own.name, own.drivers, own.output, own.isForced, own.windows, own.user, own.passwordFile, own.computer, own.locale, own.language, own.keyboard, own.timeZone, own.edition, own.productKey, own.acceptsLicense,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(own.passwordFile) is not null && result.GetValue(own.user) is null)
            {
                result.AddError("--password-file is the password of the account that --user makes.");
            }

            if (result.GetValue(own.locale) is null && (result.GetValue(own.language) ?? result.GetValue(own.keyboard)) is not null)
            {
                result.AddError("--language and --keyboard go with --locale.");
            }
        });
        command.SetAction(global.LiveAction("guest install-media", own.RunAsync));
        return command;
    }

    private async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var (arguments, roots, terminal) = (invocation.Arguments, invocation.Roots, invocation.Terminal);
        var intent = IntentStore.Read(roots);
        var wanted = arguments.GetRequiredValue(name);
        var entry = intent.EntryOf(wanted) ?? throw new NotFoundException($"there is no guest '{wanted}'", intent.Path, "passthrough guest list");
        var host = HostReader.Read(roots, HostReadScope.Guests);
        var installed = GuestDesigns.Of(roots, intent, entry with { Guest = entry.Guest with { Stage = GuestStage.Installation } }, host).Guest;
        var later = GuestDesigns.Of(roots, intent, entry with { Guest = entry.Guest with { Stage = GuestStage.Passthrough } }, host).Guest;
        var design = InstallMediaDesigner.Design(
            installed,
            later,
            host,
            GivenPath.Of(arguments.GetRequiredValue(drivers)),
            arguments.GetValue(output) is { } file ? GivenPath.Of(file) : roots.Var($"lib/libvirt/images/{wanted}-install.iso"),
            arguments.GetValue(windows) is { } version ? EnumWord.Parse<WindowsVersion>(version) : null,
            Answers(arguments, wanted));
        var result = await InstallMediaMaker.MakeAsync(design.Request with { Overwrites = arguments.GetValue(isForced) }, host.Distribution, terminal.WriteErrorLine, invocation.Cancellation);
        foreach (var line in InstallMediaView.Lines(result, design, installed, entry.Guest, intent.Path))
        {
            terminal.WriteLine(line);
        }

        return ExitCode.Success;
    }

    private UnattendedAnswers Answers(ParseResult arguments, string guest)
    {
        var named = Checked(arguments.GetValue(user), WindowsNames.IsUser, "is no name for a user", WindowsNames.UserRule);
        var machine = Checked(arguments.GetValue(computer) ?? guest, WindowsNames.IsComputer, "is no name for a computer with Windows", $"{WindowsNames.ComputerRule}: --computer NAME")!;
        return string.Equals(named, machine, StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidInputException($"the user and the computer cannot both be called '{named}'", null, "say --computer NAME, or another --user")
            : new UnattendedAnswers(machine)
            {
                UserName = named,
                Password = arguments.GetValue(passwordFile) is { } path ? Password(path) : null,
                Locale = Checked(arguments.GetValue(locale), WindowsNames.IsLocale, "is no locale", WindowsNames.LocaleRule),
                Language = Checked(arguments.GetValue(language), WindowsNames.IsLocale, "is no language", WindowsNames.LocaleRule),
                Keyboard = Checked(arguments.GetValue(keyboard), WindowsNames.IsKeyboard, "is no keyboard", WindowsNames.KeyboardRule),
                TimeZone = Checked(arguments.GetValue(timeZone), WindowsNames.IsTimeZone, "is no time zone of Windows", WindowsNames.TimeZoneRule),
                Edition = Checked(arguments.GetValue(edition), WindowsNames.IsEdition, "is no edition", WindowsNames.EditionRule),
                ProductKey = arguments.GetValue(productKey) is not { } key || WindowsNames.IsProductKey(key)
                    ? arguments.GetValue(productKey)
                    : throw new InvalidInputException("the product key is not written as one", null, WindowsNames.ProductKeyRule),
                AcceptsLicense = arguments.GetValue(acceptsLicense),
            };
    }

    private static string? Checked(string? text, Func<string, bool> isRight, string wrong, string rule) =>
        text is null || isRight(text) ? text : throw new InvalidInputException($"'{text}' {wrong}", null, rule);

    // Never from the command line, which every user of the machine can read.
    private static string Password(string path)
    {
        try
        {
            using var file = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(GivenPath.Of(path));
            var bytes = new byte[LongestPasswordFile];
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
            var line = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return WindowsNames.IsPassword(line) ? line : throw new InvalidInputException("what was read is no password", path, WindowsNames.PasswordRule);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidInputException("the password is not UTF-8 text", path, WindowsNames.PasswordRule, null, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NotFoundException($"the password cannot be read: {exception.Message}", path, null, null, exception);
        }
    }
}
