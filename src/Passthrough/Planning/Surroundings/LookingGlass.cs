using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Display;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Security;
using Passthrough.Host.Virtualization;

namespace Passthrough.Planning.Surroundings;

/// <summary>The memory in which a guest shows its picture to Looking Glass on the host (https://looking-glass.io/docs, IVSHMEM): a file in <c>/dev/shm</c>, or the node of the module kvmfr.</summary>
internal static class LookingGlass
{
    private const string Module = "kvmfr";
    private const string MemoryType = "svirt_tmpfs_t";

    /// <summary>The rule by which systemd makes the file when the machine starts (tmpfiles.d(5)).</summary>
    internal static string MemoryRule(HostRoots roots) => roots.Etc("tmpfiles.d/passthrough-looking-glass.conf");

    /// <summary>The files that make it, owned by the user and by the group that QEMU is in.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">The resolution is none, or no user is named.</exception>
    /// <exception cref="RefusedException">The machine has no such module or group, or confines guests in a way that is not known.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (request.LookingGlass is not { } resolution)
        {
            return request.Kvmfr ? throw new InvalidInputException("--kvmfr says nothing without --looking-glass", null, "say the largest resolution: --looking-glass 2560x1440 --kvmfr") : Surrounding.None;
        }

        var size = SizeMiB(resolution);
        var user = GuestUser.Required(facts, request, "--looking-glass");
        var group = facts.Security.GroupOf(UserGroups.Kvm) ?? throw new RefusedException($"there is no group {UserGroups.Kvm} that user and guest have in common", HostRoots.Live.Etc("group"), "install QEMU first, which brings it");
        if (request.Kvmfr && facts.Security.IsSelinuxEnforcing is true)
        {
            throw new RefusedException(
                $"SELinux confines guests here, and no label is known by which its policies let them map {SharedMemory.NodePath}", HostRoots.Live.Etc("selinux/config"), "plan without --kvmfr: a file in /dev/shm can be labelled");
        }

        var path = request.Kvmfr ? SharedMemory.NodePath : SharedMemory.FilePath;
        return Surrounding.Of(
        [
            Label(facts.Security, path),
            new Surrounding(
                request.Kvmfr ? ModuleFiles(facts.Boot, user, size) : MemoryFile(facts.Boot, user, size),
                [new SharedMemoryIs(path, user.Number, group.Number)],
                facts.Virtualization.SharedMemory.Any(memory => string.Equals(memory.Path, path, StringComparison.Ordinal)) ? [] : [new SharedMemoryIs(path, null, null)]),
        ]);
    }

    /// <summary>What makes the file gives it the label that is chosen for its path (systemd-tmpfiles(8)).</summary>
    private static Surrounding Label(SecurityFacts security, string path) => security.IsSelinuxEnforcing is true
        ? FileContexts.Choose(security, path, MemoryType, "memory-label", "Let SELinux have the shared memory for a guest's", "SELinux keeps guests from files of any other type. The file has the label as soon as it is made.")
        : Surrounding.None;

    /// <summary>How much memory pictures need: two frames of four bytes a pixel and 10 MiB, rounded up to a power of two.</summary>
    /// <param name="resolution">Such as <c>1920x1080</c>.</param>
    /// <returns>In MiB.</returns>
    /// <exception cref="InvalidInputException">It is no resolution.</exception>
    public static long SizeMiB(string resolution)
    {
        return Resolution.Parse(resolution)?.LookingGlassMiB(isHdr: false) ?? throw new InvalidInputException($"'{resolution}' is no resolution", null, "write it like 1920x1080");
    }

    private static ImmutableArray<Change> MemoryFile(BootFacts boot, LocalUser user, long size) => OwnFile.Write(
        boot, "looking-glass-memory", "Make Looking Glass's shared memory at each start",
        $"QEMU would make the file for itself alone. In the guest, give its shmem device {size} MiB. tmpfiles.d(5)",
        MemoryRule(HostRoots.Live), $"{OwnFile.Heading}\nf {SharedMemory.FilePath} 0660 {user.Name} {UserGroups.Kvm} -\n", NewFileMode.Plain);

    private static ImmutableArray<Change> ModuleFiles(BootFacts boot, LocalUser user, long size)
    {
        if (boot.Kernels.FirstOrDefault(kernel => kernel.IsRunning) is not { HasKvmfr: true })
        {
            throw new RefusedException($"the running kernel has no module {Module}", HostRoots.Live.Lib("modules"), "build it from Looking Glass's sources (dkms install), or plan without --kvmfr: a file in /dev/shm needs no module");
        }

        var options = HostRoots.Live.Etc("modprobe.d/passthrough-kvmfr.conf");
        if (boot.ModuleMentions.FirstOrDefault(mention => mention is { Kind: ModuleMentionKind.Options, Module: Module } && !string.Equals(mention.Path, options, StringComparison.Ordinal)) is { } other)
        {
            throw new RefusedException($"{other.Path} sets options of the module {Module} already: {other.Rest}", other.Path, "move the file away, or plan without --kvmfr");
        }

        return
        [
            .. OwnFile.Write(
                boot, "kvmfr-options", $"Let the module {Module} set {size} MiB aside", "The card of the host takes pictures from its memory directly. It cannot be used for anything else while the module is loaded.",
                options, $"{OwnFile.Heading}\noptions {Module} static_size_mb={size}\n", NewFileMode.Plain),
            .. OwnFile.Write(
                boot, "kvmfr-load", $"Load the module {Module} at each start", "QEMU would put a file in the place of its node otherwise. modules-load.d(5)",
                HostRoots.Live.Etc("modules-load.d/passthrough-kvmfr.conf"), $"{OwnFile.Heading}\n{Module}\n", NewFileMode.Plain),
            .. OwnFile.Write(
                boot, "kvmfr-owner", $"Let {user.Name} and guests open its node", "It is root's own without a rule of udev.",
                HostRoots.Live.Etc("udev/rules.d/99-passthrough-kvmfr.rules"), $"{OwnFile.Heading}\nSUBSYSTEM==\"kvmfr\", OWNER=\"{user.Name}\", GROUP=\"{UserGroups.Kvm}\", MODE=\"0660\"\n", NewFileMode.Plain),
        ];
    }
}
