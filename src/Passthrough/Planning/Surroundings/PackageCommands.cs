using System.Collections.Immutable;
using Passthrough.Host.Packages;

namespace Passthrough.Planning.Surroundings;

/// <summary>
/// The commands of package managers. What only goes well together (recommended, weak) is not installed with a package. Packages are removed by the program that takes exactly those that are named and refuses while another needs one:
/// dpkg, rpm and pacman do; apt-get, dnf and zypper would remove what needs them too.
/// </summary>
internal static class PackageCommands
{
    private const string LockSeconds = "120";

    /// <summary>The program that installs.</summary>
    public static string NameOf(PackageManager manager) => manager switch
    {
        PackageManager.Apt => "apt-get",
        PackageManager.Dnf => "dnf",
        PackageManager.Pacman => "pacman",
        _ => "zypper",
    };

    /// <summary>Installs packages without a question; apt-get never removes another for them.</summary>
    public static ImmutableArray<string> Install(PackageManager manager, ImmutableArray<string> names) => manager switch
    {
        PackageManager.Apt =>
            ["apt-get", "install", "--assume-yes", "--no-install-recommends", "--no-remove", "-o", "Dpkg::Options::=--force-confold", "-o", $"DPkg::Lock::Timeout={LockSeconds}", .. names],
        PackageManager.Dnf => ["dnf", "install", "--assumeyes", "--setopt=install_weak_deps=False", .. names],
        PackageManager.Pacman => ["pacman", "--sync", "--needed", "--noconfirm", .. names],
        _ => ["zypper", "--non-interactive", "install", "--no-recommends", .. names],
    };

    /// <summary>The same as a question: what would be done.</summary>
    public static ImmutableArray<string> Forecast(PackageManager manager, ImmutableArray<string> names) => manager switch
    {
        PackageManager.Apt => ["apt-get", "install", "--simulate", "--no-install-recommends", "-o", "Debug::NoLocking=true", .. names],
        PackageManager.Dnf => ["dnf", "install", "--assumeno", "--setopt=install_weak_deps=False", .. names],
        PackageManager.Pacman => ["pacman", "--sync", "--needed", "--noconfirm", "--print", "--print-format", "%n", .. names],
        _ => ["zypper", "--non-interactive", "--xmlout", "install", "--dry-run", "--no-recommends", .. names],
    };

    /// <summary>Removes exactly these packages, or none. Their configuration stays where they leave it.</summary>
    public static ImmutableArray<string> Remove(PackageManager manager, ImmutableArray<string> names) => manager switch
    {
        // A package whose unpacking was cut off is one that dpkg would rather have installed anew.
        PackageManager.Apt => ["dpkg", "--force-remove-reinstreq", "--remove", .. names],
        PackageManager.Pacman => ["pacman", "--remove", "--noconfirm", .. names],
        _ => ["rpm", "--erase", .. names],
    };

    /// <summary>The same as a question: it fails where another package needs one of them.</summary>
    public static ImmutableArray<string> AskRemove(PackageManager manager, ImmutableArray<string> names) => manager switch
    {
        PackageManager.Apt => ["dpkg", "--no-act", "--force-remove-reinstreq", "--remove", .. names],
        PackageManager.Pacman => ["pacman", "--remove", "--noconfirm", "--print", .. names],
        _ => ["rpm", "--erase", "--test", .. names],
    };

    /// <summary>
    /// Brings an installation that was cut off to where all that it wrote is known. dpkg is given back what it has pending, also of other packages (triggers), without which apt-get does nothing; a package that was cut off while it was
    /// unpacked has files that no list names yet, so it is installed anew before it is removed. rpm knows of no package in part.
    /// </summary>
    public static ImmutableArray<ImmutableArray<string>> Mend(PackageManager manager, ImmutableArray<string> names) => manager switch
    {
        PackageManager.Apt => [["dpkg", "--configure", "--pending"], Install(manager, names)],
        PackageManager.Pacman => [["pacman", "--sync", "--noconfirm", "--overwrite", "*", .. names]],
        _ => [],
    };

    /// <summary>What a person does where one of these fails.</summary>
    public static string Advice(PackageManager manager) => manager switch
    {
        PackageManager.Apt => "where a package cannot be fetched: sudo apt-get update first",
        PackageManager.Pacman => "where a package cannot be fetched the database is outdated: sudo pacman -Syu first, for Arch supports no partial upgrade; where pacman was cut off inside a package: sudo pacman -S --overwrite '*' PACKAGE first",
        PackageManager.Dnf => "where a package cannot be fetched: sudo dnf makecache first",
        _ => "where a package cannot be fetched: sudo zypper refresh first",
    };

    /// <summary>How the whole system is brought up to date.</summary>
    public static string Upgrade(PackageManager manager) => manager switch
    {
        PackageManager.Apt => "sudo apt-get update && sudo apt-get upgrade",
        PackageManager.Dnf => "sudo dnf upgrade",
        PackageManager.Pacman => "sudo pacman -Syu",
        _ => "sudo zypper update (Tumbleweed: dup)",
    };
}
