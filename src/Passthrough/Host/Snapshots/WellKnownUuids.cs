using System.Collections.Frozen;

namespace Passthrough.Host.Snapshots;

/// <summary>UUIDs that are the same on every machine: kinds of partitions (UEFI, Discoverable Partitions Specification) and owners of EFI variables.</summary>
internal static class WellKnownUuids
{
    private static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", // EFI system partition
        "21686148-6449-6e6f-744e-656564454649", // BIOS boot
        "bc13c2ff-59e6-4262-a352-b275fd6f7172", // extended boot loader
        "0fc63daf-8483-4772-8e79-3d69d8477de4", // Linux data
        "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", // Linux swap
        "e6d6d379-f507-44c2-a23c-238f2a3df928", // Linux LVM
        "a19d880f-05fc-4d3b-a006-743f0f84911e", // Linux RAID
        "ca7d7ccb-63ed-4c53-861c-1742536059cc", // LUKS
        "4f68bce3-e8cd-4db1-96e7-fbcaf984b709", // root, x86-64
        "8484680c-9521-48c6-9c11-b0720656f69e", // usr, x86-64
        "933ac7e1-2eb4-4f13-b844-0e14e2aef915", // home
        "4d21b016-b534-45c2-a9fb-5c16e091fd2d", // var
        "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", // Microsoft data
        "e3c9e316-0b5c-4db8-817d-f92df00215ae", // Microsoft reserved
        "de94bba4-06d1-4d40-a16a-bfd50179d6ac", // Microsoft recovery
        "6a898cc3-1dd2-11b2-99a6-080020736631", // ZFS
        "8be4df61-93ca-11d2-aa0d-00e098032b8c", // EFI global variables
        "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", // systemd's loader variables
        "00000000-0000-0000-0000-000000000000");

    /// <summary>True for a UUID that tells nothing about one machine.</summary>
    public static bool Contains(string uuid) => All.Contains(uuid);
}
