using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Host.Boot.Ostree;
using Passthrough.Host.Boot.Refind;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>How this machine boots.</summary>
/// <param name="RunningKernel">The running release (<c>/proc/sys/kernel/osrelease</c>); null when absent.</param>
/// <param name="CommandLine">The running kernel's parameters (<c>/proc/cmdline</c>), quotes resolved; empty when absent.</param>
/// <param name="Loader">The boot loader.</param>
/// <param name="Entries">The entries of the loader's configuration; empty when it cannot be read (GRUB's file is readable by root only on some systems).</param>
/// <param name="Kernels">The installed kernels, ordered by version.</param>
/// <param name="Generator">Who builds the initramfs.</param>
/// <param name="Isolation">What the isolation script recorded during this boot; empty when it did not run.</param>
/// <param name="ConfigurationFiles">
/// The texts that the boot chain is configured with and that a plan edits or owns, those that exist: <c>/etc/default/grub</c>, <c>/etc/default/grub.d/*.cfg</c>,
/// <c>/etc/mkinitcpio.conf</c> and what it is replaced or continued by, <c>/etc/kernel/cmdline</c>, <c>/usr/lib/kernel/cmdline</c>, <c>/etc/kernel/cmdline.d</c>, <c>/etc/kernelstub/configuration</c>, where there are unified kernel images <c>/etc/cmdline.d</c>, what presets of mkinitcpio name instead, and dracut's configuration; the files below <c>loader/entries</c>, the configuration of Limine or rEFInd and of limine-entry-tool, <c>custom.cfg</c> beside <c>grub.cfg</c>, <c>/etc/passthrough/isolated-devices</c>, and this program's files below <c>/etc/initramfs-tools</c>, <c>/etc/initcpio</c>, <c>/etc/systemd/system</c> and
/// <c>/usr/lib/dracut/modules.d</c>; and what is around guests: <c>/etc/libvirt/qemu.conf</c>, <c>abstractions/libvirt-qemu</c> of AppArmor, this program's limits, settings and rules below <c>/etc</c>.
/// </param>
public sealed record BootFacts(
    string? RunningKernel,
    ImmutableArray<string> CommandLine,
    BootLoaderFacts Loader,
    ImmutableArray<BootEntry> Entries,
    ImmutableArray<InstalledKernel> Kernels,
    InitramfsGenerator Generator,
    ImmutableArray<IsolationRecord> Isolation,
    ImmutableArray<TextFile> ConfigurationFiles)
{
    /// <summary>Nothing is known.</summary>
    public static BootFacts None { get; } =
        new(null, [], new BootLoaderFacts(BootLoaderKind.Unknown, [], null, null), [], [], InitramfsGenerator.Unknown, [], []);

    /// <summary>
    /// What the administrator's files say about modules: <c>/etc/modules</c>, <c>/etc/modules-load.d</c>, <c>/etc/modprobe.d</c>, and the lists of initramfs-tools, mkinitcpio, dracut and booster.
    /// </summary>
    public ImmutableArray<ModuleMention> ModuleMentions { get; init; } = [];

    /// <summary>Who writes the kernel line into the boot loader's entries.</summary>
    public KernelLineTool LineTool { get; init; }

    /// <summary>The machine's own path of the file that says that a disk's key is sealed to what is measured as the machine starts, the kernel line and the initramfs among it; null when none does.</summary>
    public string? SealedBy { get; init; }

    /// <summary>What rpm-ostree has prepared for the next start; null on other machines, and where it cannot be read.</summary>
    public NextDeployment? NextDeployment { get; init; }

    /// <summary>What GRUB starts and keeps; null when another loader booted, or its configuration cannot be read.</summary>
    public GrubFacts? Grub { get; init; }

    /// <summary>What mkinitcpio builds, by kernel; empty where it is not used.</summary>
    public ImmutableArray<MkinitcpioPreset> Presets { get; init; } = [];

    /// <summary>What is started from files below <c>loader/entries</c>; null when another loader booted.</summary>
    public LoaderMenu? LoaderMenu { get; init; }

    /// <summary>The unified kernel images, ordered by path.</summary>
    public ImmutableArray<UnifiedImage> UnifiedImages { get; init; } = [];

    /// <summary>Those of <see cref="UnifiedImages"/> that start this machine ordinarily.</summary>
    [JsonIgnore]
    public ImmutableArray<UnifiedImage> OrdinaryImages => [.. UnifiedImages.Where(image => Entries.Any(entry => entry.IsOrdinary && string.Equals(entry.Path, image.Path, StringComparison.Ordinal)))];

    /// <summary>Limine's menu; null when another loader booted, or its configuration cannot be read.</summary>
    public LimineMenu? Limine { get; init; }

    /// <summary>What rEFInd can start Linux with; null when another loader booted, or there are no files of it.</summary>
    public RefindMenu? Refind { get; init; }

    /// <summary>What systemd-boot or Limine was told and tells; null when another loader booted.</summary>
    public LoaderVariables? LoaderVariables { get; init; }

    /// <summary>What the firmware can start; null when another boot loader than rEFInd and Limine booted, or the firmware's variables cannot be seen.</summary>
    public FirmwareMenu? FirmwareMenu { get; init; }

    /// <summary>
    /// The machine's own path of the folder at which the partition is found from which the firmware started the boot loader; null when it is not mounted or not known, and where another boot loader than rEFInd and Limine
    /// booted.
    /// </summary>
    public string? LoaderPlace { get; init; }

    /// <summary>True when the administrator's units are read by systemd (<c>/etc/systemd/system</c>).</summary>
    public bool HasSystemd { get; init; }

    /// <summary>The configuration file with this path of the machine; null when it does not exist.</summary>
    public TextFile? ConfigurationFile(string path) =>
        ConfigurationFiles.FirstOrDefault(file => string.Equals(file.Path, path, StringComparison.Ordinal));

    /// <summary>The last value of a kernel parameter: <c>on</c> for <c>intel_iommu=on</c>, empty for a bare word, null when absent.</summary>
    public string? Parameter(string name)
    {
        foreach (var word in CommandLine.Reverse())
        {
            if (string.Equals(word, name, StringComparison.Ordinal))
            {
                return "";
            }

            if (word.StartsWith(name + "=", StringComparison.Ordinal))
            {
                return word[(name.Length + 1)..];
            }
        }

        return null;
    }
}
