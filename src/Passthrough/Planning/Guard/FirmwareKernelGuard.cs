using System.Collections.Immutable;
using System.Text;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Guard;

/// <summary>
/// The guard for boot loaders that cannot try a start once: the firmware itself starts today's kernel until the new configuration was found good, without the loader. A kernel with an EFI stub takes its line from the
/// firmware's entry, and its initramfs from the partition that it was started from (the kernel's <c>Documentation/admin-guide/efi-stub.rst</c>). The trial is one start of the loader.
/// </summary>
internal static class FirmwareKernelGuard
{
    // COMMAND_LINE_SIZE of x86, with the zero at its end: the stub cuts off what is longer.
    private const int MostLineBytes = 2047;

    /// <summary>The guard.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <param name="today">What starts now.</param>
    /// <param name="insist">What a person can do instead, in words.</param>
    /// <exception cref="RefusedException">The firmware cannot try a configuration once on this machine, or not start the kernel.</exception>
    public static BootGuard Of(HostFacts facts, string program, StartedFiles today, string insist)
    {
        RequireKernelThatTheFirmwareStarts(facts, today.Kernel, insist);
        var trial = FirmwareTrial.Require(facts.Boot, "the boot loader", facts.Boot.Loader.ConfigurationPath, insist);
        var place = facts.Boot.LoaderPlace
            ?? throw Refused($"the partition is not mounted from which the firmware started the boot loader (PARTUUID {trial.Partition}): there the kernel would be kept that it starts by itself", trial.Today.Name, "mount it, then plan again", insist);
        ImmutableArray<string> names = [.. today.Initramfs.Select((_, index) => NameOf(index, today.Initramfs.Length))];
        var line = KernelCommandLine.Join(
        [
            .. BootLoaderDecision.WithoutInitramfs(today.Words).Where(word => word is not FallbackEntry.Word),
            FallbackEntry.Word,
            .. names.Select(name => $"{BootLoaderDecision.InitramfsWord}{FirmwareTrial.PathOf(name)}"),
        ]);
        return Encoding.UTF8.GetByteCount(line) > MostLineBytes
            ? throw Refused($"the kernel line is too long for a kernel that the firmware starts by itself: with what names the initramfs it has more than {MostLineBytes} bytes", HostRoots.Live.Proc("cmdline"), "make it shorter", insist)
            : trial.Guard(
                facts.Boot, program,
                [
                    BootGuard.KeepKernel(today.Kernel.ImagePath, $"{place}/{FallbackEntry.KernelName}") with { Reason = "The firmware reads this partition alone. From here it starts the kernel without the boot loader." },
                    .. today.Initramfs.Zip(names).Select(pair => BootGuard.Keep(pair.First, $"{place}/{pair.Second}") with { Reason = "The kept kernel takes it from the partition that it is started from itself." }),
                ],
                "The entry starts copies of the kernel and the initramfs that start the machine today, with today's kernel line and without the boot loader, whatever happens to the files that are changed next.",
                FallbackEntry.KernelName, line);
    }

    private static void RequireKernelThatTheFirmwareStarts(HostFacts facts, InstalledKernel kernel, string insist)
    {
        if (facts.Firmware.IsUefi == false)
        {
            throw Refused("the boot loader cannot try a start once, and this machine was started by a BIOS, which cannot be told what to start either", facts.Boot.Loader.ConfigurationPath, "start it by UEFI", insist);
        }

        if (facts.Firmware.SecureBoot == true)
        {
            throw Refused("the boot loader cannot try a start once, and with Secure Boot it is not certain that the firmware starts the kernel by itself", kernel.ImagePath, "switch Secure Boot off in the firmware's setup", insist);
        }

        if (kernel.HasEfiStub != true)
        {
            throw kernel.HasEfiStub is null
                ? Refused("it is not known whether the firmware can start this kernel by itself: the file cannot be read", kernel.ImagePath, "run the same command with sudo, on the machine itself", insist)
                : Refused("the firmware cannot start this kernel by itself: it has no EFI stub", kernel.ImagePath, "start the machine with a kernel of the distribution's (CONFIG_EFI_STUB)", insist);
        }
    }

    /// <summary>The last image is the one that fits the kernel; what comes before it is numbered.</summary>
    private static string NameOf(int index, int count) =>
        index == count - 1 ? FallbackEntry.ImageName : $"{Path.GetFileNameWithoutExtension(FallbackEntry.ImageName)}-{index + 1}{Path.GetExtension(FallbackEntry.ImageName)}";

    private static RefusedException Refused(string what, string? where, string next, string insist) => new(what, where, $"{next}; {insist}");
}
