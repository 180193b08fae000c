using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Distribution;

namespace Passthrough.Readiness;

/// <summary>How a person changes the kernel line of this machine by hand, so that it stays: in the place that its own tools write the boot loader's entries from.</summary>
public static class KernelLineSteps
{
    /// <summary>The tool's own name.</summary>
    /// <param name="tool">The tool.</param>
    public static string NameOf(KernelLineTool tool) => tool switch
    {
        KernelLineTool.GrubMkconfig => "grub-mkconfig",
        KernelLineTool.Grubby => "grubby",
        KernelLineTool.KernelInstall => "kernel-install",
        KernelLineTool.Sdbootutil => "sdbootutil",
        KernelLineTool.Kernelstub => "kernelstub",
        KernelLineTool.ProxmoxBootTool => "proxmox-boot-tool",
        KernelLineTool.UnifiedImageBuilder => "the builder of unified kernel images",
        KernelLineTool.LimineEntryTool => "limine-entry-tool",
        KernelLineTool.RpmOstree => "rpm-ostree",
        KernelLineTool.Bootc => "bootc",
        KernelLineTool.NixOs => "NixOS",
        _ => "hand",
    };

    /// <summary>How words are added.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="words">The words.</param>
    public static string Add(HostFacts facts, ImmutableArray<string> words)
    {
        var line = string.Join(' ', words);
        var run = facts.Boot.LineTool switch
        {
            KernelLineTool.Grubby => $"sudo grubby --update-kernel=ALL --args=\"{line}\"",
            KernelLineTool.Kernelstub => $"sudo kernelstub --add-options \"{line}\"",
            KernelLineTool.RpmOstree => $"sudo rpm-ostree kargs {string.Join(' ', words.Select(word => $"--append-if-missing={word}"))}",
            _ => null,
        };
        return run is not null
            ? $"run: {run}"
            : facts.Boot.LineTool switch
            {
                KernelLineTool.NixOs => $"add to the configuration: boot.kernelParams = [ {Quoted(words, " ")} ]; then run: sudo nixos-rebuild boot",
                KernelLineTool.Bootc => $"add to a file in {HostRoots.Live.Usr("lib/bootc/kargs.d")} of the image: kargs = [{Quoted(words, ", ")}]; then build the image and run: sudo bootc upgrade",
                KernelLineTool.LimineEntryTool => $"add to {HostRoots.Live.Etc("default/limine")}: KERNEL_CMDLINE[default]+=\" {line}\"; then run: sudo limine-update",
                _ => $"add to {Place(facts) ?? "the kernel line in the boot loader's configuration"}: {line}{(RunAfter(facts) is { } after ? $"; then run: {after}" : "")}",
            };
    }

    /// <summary>Where the kernel line is kept and what carries it to the next boot.</summary>
    /// <param name="facts">The machine.</param>
    public static string Where(HostFacts facts) => facts.Boot.LineTool switch
    {
        KernelLineTool.Grubby => "the kernel line is edited with: sudo grubby --update-kernel=ALL --args=WORDS (or --remove-args=WORDS); then reboot",
        KernelLineTool.Kernelstub => "the kernel line is edited with: sudo kernelstub --add-options WORDS (or --delete-options WORDS); then reboot",
        KernelLineTool.RpmOstree => "the kernel line is edited with: sudo rpm-ostree kargs --append-if-missing=WORD (or --delete-if-present=WORD); then reboot",
        KernelLineTool.NixOs => "the kernel line is boot.kernelParams in the configuration; then run sudo nixos-rebuild boot and reboot",
        KernelLineTool.Bootc => $"the kernel line is in {HostRoots.Live.Usr("lib/bootc/kargs.d")} of the image; then build the image, run sudo bootc upgrade and reboot",
        KernelLineTool.LimineEntryTool => $"the kernel line is KERNEL_CMDLINE[default] in {HostRoots.Live.Etc("default/limine")}; then run sudo limine-update and reboot",
        _ => $"the kernel line is in {Place(facts) ?? "the boot loader's configuration"}; then {(RunAfter(facts) is { } after ? $"run {after} and reboot" : "reboot")}",
    };

    /// <summary>What holds the kernel line; null when that is not known.</summary>
    private static string? Place(HostFacts facts)
    {
        var file = facts.Boot.Loader.ConfigurationPath;
        var isGrub = facts.Boot.Loader.Kind == BootLoaderKind.Grub;
        var commandLineFile = HostRoots.Live.Etc("kernel/cmdline");
        return facts.Boot.LineTool switch
        {
            KernelLineTool.GrubMkconfig => GrubVariable(facts),
            KernelLineTool.ProxmoxBootTool => isGrub ? GrubVariable(facts) : $"the one line of {commandLineFile}",
            KernelLineTool.KernelInstall => $"{commandLineFile} and the options line of each entry{(file is null ? "" : $" ({file})")}",
            KernelLineTool.Sdbootutil => commandLineFile,
            KernelLineTool.UnifiedImageBuilder when ImagesAreKernelInstalls(facts.Boot) => commandLineFile,
            KernelLineTool.UnifiedImageBuilder => ImagesAreDracuts(facts.Boot) ? $"kernel_cmdline in a file in {HostRoots.Live.Etc("dracut.conf.d")}" : $"{commandLineFile} or a file in {HostRoots.Live.Etc("cmdline.d")}",
            _ => facts.Boot.Loader.Kind switch
            {
                BootLoaderKind.SystemdBoot => file is null ? "the options line of the entry below loader/entries on the boot partition" : $"the options line of {file}",
                BootLoaderKind.Limine => $"the cmdline of each entry in {file ?? "limine.conf"}",
                BootLoaderKind.Refind => $"the second quotes of the first line of {file ?? HostRoots.Live.Boot("refind_linux.conf")}",
                _ => null,
            },
        };
    }

    /// <summary>The command that carries the line to where the boot loader reads it; null when none is needed.</summary>
    private static string? RunAfter(HostFacts facts) => facts.Boot.LineTool switch
    {
        KernelLineTool.GrubMkconfig => GrubCommand(facts.Distribution),
        KernelLineTool.ProxmoxBootTool => "sudo proxmox-boot-tool refresh",
        KernelLineTool.Sdbootutil => "sudo sdbootutil update-all-entries",
        KernelLineTool.UnifiedImageBuilder => BuildImages(facts.Boot),
        _ => null,
    };

    private static bool ImagesAreKernelInstalls(BootFacts boot) => boot.UnifiedImages.Any(image => image.IsByKernelInstall);

    private static bool ImagesAreDracuts(BootFacts boot) => boot is { Generator: InitramfsGenerator.Dracut } && boot.UnifiedImages.All(image => image is { Builder: InitramfsGenerator.Dracut, IsByKernelInstall: false });

    private static string BuildImages(BootFacts boot) => boot.Generator switch
    {
        _ when ImagesAreKernelInstalls(boot) => "sudo kernel-install add-all",
        InitramfsGenerator.Mkinitcpio => "sudo mkinitcpio -P",
        InitramfsGenerator.Dracut when ImagesAreDracuts(boot) => "sudo dracut --force --regenerate-all --uefi",
        _ => "sudo kernel-install add-all",
    };

    private static string GrubVariable(HostFacts facts) => $"GRUB_CMDLINE_LINUX_DEFAULT in {facts.Boot.Loader.DefaultsPath ?? HostRoots.Live.Etc("default/grub")}";

    private static string GrubCommand(DistributionFacts distribution) => distribution.Family switch
    {
        DistributionFamily.Debian => "sudo update-grub",
        DistributionFamily.RedHat or DistributionFamily.Suse => "sudo grub2-mkconfig -o /boot/grub2/grub.cfg",
        _ => "sudo grub-mkconfig -o /boot/grub/grub.cfg",
    };

    private static string Quoted(ImmutableArray<string> words, string separator) => string.Join(separator, words.Select(word => $"\"{word}\""));
}
