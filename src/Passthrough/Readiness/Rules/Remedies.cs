using Passthrough.Host;
using Passthrough.Host.Boot;

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
}
