using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Distribution;

namespace Passthrough.Readiness.Rules;

/// <summary>Steps that several remedies share, in the words of this machine's own tools.</summary>
internal static class Remedies
{
    /// <summary>How the initramfs of every kernel is built anew.</summary>
    /// <param name="facts">The machine.</param>
    public static string RebuildInitramfs(HostFacts facts) => facts.Boot.Generator switch
    {
        InitramfsGenerator.InitramfsTools => "run sudo update-initramfs -u -k all",
        InitramfsGenerator.Dracut => "run sudo dracut --force --regenerate-all",
        InitramfsGenerator.Mkinitcpio => "run sudo mkinitcpio -P",
        InitramfsGenerator.Booster => "run sudo /usr/lib/booster/regenerate_images",
        _ => "build the initramfs of every kernel anew",
    };

    /// <summary>The command that installs packages; where the distribution is not known, the plain names.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="debian">Debian's names.</param>
    /// <param name="redHat">Fedora's names.</param>
    /// <param name="arch">Arch's names.</param>
    /// <param name="suse">openSUSE's names.</param>
    /// <param name="plain">What it is, for all others.</param>
    public static string Install(DistributionFacts distribution, string debian, string redHat, string arch, string suse, string plain) => distribution.Family switch
    {
        DistributionFamily.Debian => $"sudo apt install {debian}",
        DistributionFamily.RedHat => $"sudo dnf install {redHat}",
        DistributionFamily.Arch => $"sudo pacman -S {arch}",
        DistributionFamily.Suse => $"sudo zypper install {suse}",
        _ => $"the distribution's {plain}",
    };
}
