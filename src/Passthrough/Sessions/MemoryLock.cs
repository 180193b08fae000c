using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Memory;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>Whether this process may lock as much memory as a guest with a device needs. libvirt sees to it by itself; plain QEMU inherits what this process may.</summary>
internal static class MemoryLock
{
    // CAP_IPC_LOCK (include/uapi/linux/capability.h): who has it is not limited.
    private const int LockCapability = 14;

    // What QEMU pins besides the guest's memory: firmware, ROMs, video memory.
    private const long BesideMiB = 256;

    /// <summary>Passes when the limit is enough.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    public static void Require(HostRoots roots, GuestSpec guest)
    {
        var reader = new MachineReader(roots);
        var limit = Limits.OfProcess(reader.ReadText(roots.Proc("self/limits")))?.SoftBytes;
        if (!IsUnlimited(reader.ReadText(roots.Proc("self/status")) ?? "") && limit is { } bytes && bytes / 1024 / 1024 < guest.Memory.SizeMiB + BesideMiB)
        {
            throw new RefusedException(
                $"this user may lock {bytes / 1024 / 1024} MiB of memory and the guest needs {guest.Memory.SizeMiB + BesideMiB} MiB locked", null, "raise 'memlock' in limits.conf, or start the guest as root");
        }
    }

    /// <summary>True when the process has the capability to lock any amount.</summary>
    /// <param name="status"><c>/proc/self/status</c>.</param>
    internal static bool IsUnlimited(string status)
    {
        const string Name = "CapEff:";
        var line = status.Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line[Name.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var capabilities)
            && (capabilities >> LockCapability & 1) == 1;
    }
}
