using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;
using Passthrough.Planning.Guard;

namespace Passthrough.Changes;

/// <summary>Looks, before the first effect, whether the whole plan can be written: programs, space, writable file systems.</summary>
internal static class Preflight
{
    private const long Reserve = 16 << 20;
    private const long SmallFile = 64 << 10;
    private const long Records = 1 << 20;

    /// <summary>Passes when nothing known stands in the way.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="lineTool">Who writes the kernel line of this machine.</param>
    /// <exception cref="RefusedException">Something does; nothing was changed.</exception>
    public static void Require(ChangeContext context, Plan plan, KernelLineTool lineTool)
    {
        if (context.Tools.Missing(plan) is [var program, ..])
        {
            throw new RefusedException($"'{program}' is not installed", program, "install the package that holds it (Debian: initramfs-tools or dracut, grub2-common, systemd-boot, passwd, libvirt-clients)");
        }

        if (plan.Bridge is { } bridge)
        {
            RequireNetworkTools(context, bridge);
        }
        else if (plan.Subject == PlanSubject.Card)
        {
            RequireNoOtherLoaders(context, lineTool);
        }

        RequireVariables(context, plan);
        RequireNoOtherTrial(context, plan);
        ImmutableArray<(string Folder, long Bytes)> needs = [.. Needs(context, plan)];
        needs = needs.Add((NearestFolder(context.Roots.Var("lib")), needs.Sum(need => need.Bytes) * 3));

        // Of one file system, one place may be mounted read-only and another not; space they have in common.
        foreach (var folder in needs.Select(need => need.Folder).Distinct(StringComparer.Ordinal))
        {
            RequireWritable(context, folder);
        }

        var kept = plan.Changes.OfType<CopyChange>().Select(copy => FolderOf(context, copy.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var group in needs.GroupBy(need => FileStatus.Read(need.Folder)?.Device))
        {
            RequireSpace(context, group.Min(need => need.Folder)!, group.Sum(need => need.Bytes), plan.TrialBoot is not null && group.Any(need => kept.Contains(need.Folder)));
        }
    }

    private static void RequireNetworkTools(ChangeContext context, BridgedPort bridge)
    {
        if (context.Network.Missing(bridge) is [var program, ..])
        {
            throw new RefusedException($"'{program}' is not installed", program, "install the package that holds it (Debian: iproute2, systemd, network-manager, ifupdown, bridge-utils, netplan.io)");
        }
    }

    /// <summary>
    /// <c>update-initramfs</c> ends by running these programs, which copy images to where another loader finds them. They write outside the journal, so a machine
    /// that depends on them is not one that this program changes yet. What some copy is known: of systemd-boot's and kernelstub's program, where they are in use, the plan replaces the copies itself; what Proxmox' program does
    /// is the plan's last step.
    /// </summary>
    private static void RequireNoOtherLoaders(ChangeContext context, KernelLineTool lineTool)
    {
        var folder = context.Roots.Etc("initramfs/post-update.d");
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder).FirstOrDefault(file => !IsKnown(Path.GetFileName(file), lineTool) && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute)) is { } program)
        {
            throw new RefusedException($"{context.Roots.NameOf(program)} copies initramfs images to another boot loader, which would not be taken back", context.Roots.NameOf(program), "remove the package of the boot loader that is not in use");
        }
    }

    private static bool IsKnown(string program, KernelLineTool lineTool) => (program, lineTool) is ("systemd-boot", _) or ("zz-kernelstub", KernelLineTool.Kernelstub) or ("proxmox-boot-sync", KernelLineTool.ProxmoxBootTool);

    /// <summary>What is left of an earlier trial would count for this one: the new configuration would be good before it was tried.</summary>
    private static void RequireNoOtherTrial(ChangeContext context, Plan plan)
    {
        if (plan.TrialBoot is BootEnvironmentChange trial
            && new MachineReader(context.Roots).ReadText(context.Roots.Locate(trial.Path)) is { } environment
            && trial.Removed.FirstOrDefault(name => GrubEnvironment.Value(environment, name) is not null) is { } left)
        {
            throw new RefusedException($"{left} is left from an earlier trial boot", trial.Path, $"take it out: sudo grub-editenv {trial.Path} unset {left}");
        }
    }

    private static void RequireVariables(ChangeContext context, Plan plan)
    {
        if (plan.Changes.OfType<BootVariableChange>().FirstOrDefault() is { } variable && !AccessCheck.CanMakeFilesIn(Path.GetDirectoryName(context.Roots.Locate(variable.Path))!))
        {
            throw new RefusedException($"EFI variables cannot be written here, so the {(variable.IsFirmware ? "firmware" : "boot loader")} cannot be told of a trial boot", Path.GetDirectoryName(variable.Path), "mount it writable (sudo mount -o remount,rw /sys/firmware/efi/efivars), or do without a trial boot: say --no-trial");
        }
    }

    private static IEnumerable<(string Folder, long Bytes)> Needs(ChangeContext context, Plan plan)
    {
        foreach (var change in plan.Changes)
        {
            switch (change)
            {
                case FileChange file:
                    yield return (FolderOf(context, file.Path), SmallFile);
                    break;
                case KernelLineChange line:
                    yield return (FolderOf(context, line.Path), SmallFile);
                    break;
                case BootChecksumsChange checksums:
                    yield return (FolderOf(context, checksums.Path), SmallFile);
                    break;
                case InitramfsChange initramfs:
                    foreach (var image in initramfs.Images)
                    {
                        var path = context.Roots.Locate(FileStates.Resolve(context.Roots, image.Path));
                        yield return (FolderOf(context, image.Path), File.Exists(path) ? new FileInfo(path).Length : Reserve);
                    }

                    break;
                case CopyChange copy:
                    var source = new FileInfo(context.Roots.Locate(FileStates.Resolve(context.Roots, copy.Source)));
                    yield return (FolderOf(context, copy.Path), source.Exists ? source.Length : throw new RefusedException($"{copy.Source} is not there, and this machine was started with it", copy.Source, "put it back, or reboot without it, then plan again"));
                    break;
                case BootConfigurationChange configuration:
                    yield return (FolderOf(context, configuration.Path), SmallFile);
                    break;
                case BootEnvironmentChange environment:
                    yield return (FolderOf(context, environment.Path), SmallFile);
                    break;
                case ToolChange { Start: PackagesInstalled }:
                    // The package manager itself looks for room.
                    yield return (NearestFolder(context.Roots.Usr()), 0);
                    break;
            }
        }
    }

    /// <summary>The space that taking back needs at one time: the largest file that is restored, and the journal's own records.</summary>
    public static long BytesToTakeBack(ChangeContext context, Plan plan) => plan.Changes.OfType<InitramfsChange>()
        .SelectMany(change => change.Images)
        .Select(image => new FileInfo(context.Roots.Locate(FileStates.Resolve(context.Roots, image.Path))))
        .Select(file => file.Exists ? file.Length : 0)
        .DefaultIfEmpty(0)
        .Max() + Records;

    /// <summary>The folder that will hold the file, or the nearest one above it that exists.</summary>
    private static string FolderOf(ChangeContext context, string machinePath) =>
        NearestFolder(Path.GetDirectoryName(context.Roots.Locate(FileStates.Resolve(context.Roots, machinePath)))!);

    private static string NearestFolder(string folder)
    {
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static void RequireWritable(ChangeContext context, string folder)
    {
        var name = context.Roots.NameOf(folder);
        if (!AccessCheck.CanMakeFilesIn(folder))
        {
            throw new RefusedException($"{name} cannot be written: its file system is mounted read-only, or the rights do not suffice", name, "mount it writable, then apply again");
        }
    }

    private static void RequireSpace(ChangeContext context, string folder, long bytes, bool isForCopies)
    {
        var name = context.Roots.NameOf(folder);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < bytes)
        {
            throw new RefusedException($"the file system of {name} has {free >> 20} MiB free; {(bytes >> 20) + 1} MiB are needed", name, $"make room, then apply again{(isForCopies ? $"; {BootGuard.Insist}" : "")}");
        }
    }
}
