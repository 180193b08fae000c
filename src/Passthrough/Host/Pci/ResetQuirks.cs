using System.Collections.Frozen;

namespace Passthrough.Host.Pci;

/// <summary>
/// Chips whose reset is known to be faulty, by their ids. Sources: the device list of the kernel module vendor-reset (which also covers chips that newer kernels
/// and firmware reset well: the kernel's own <c>reset_method</c> is the other half of the answer), and <c>drivers/pci/quirks.c</c>.
/// </summary>
public static class ResetQuirks
{
    private const ushort Ati = 0x1002;
    private const ushort Amd = 0x1022;
    private const ushort Nvidia = 0x10de;

    private static readonly FrozenDictionary<ushort, string> AmdChips = new Dictionary<string, ushort[]>(StringComparer.Ordinal)
    {
        ["Polaris 10"] = [0x67c0, 0x67c1, 0x67c2, 0x67c4, 0x67c7, 0x67c8, 0x67c9, 0x67ca, 0x67cc, 0x67cf, 0x67d0, 0x67df, 0x6fdf],
        ["Polaris 11"] = [0x67e0, 0x67e1, 0x67e3, 0x67e7, 0x67e8, 0x67e9, 0x67eb, 0x67ef, 0x67ff],
        ["Polaris 12"] = [0x6980, 0x6981, 0x6985, 0x6986, 0x6987, 0x6995, 0x6997, 0x699f],
        ["Vega 10"] = [0x6860, 0x6861, 0x6862, 0x6863, 0x6864, 0x6867, 0x6868, 0x6869, 0x686a, 0x686b, 0x686c, 0x686d, 0x686e, 0x686f, 0x687f],
        ["Vega 20"] = [0x66a0, 0x66a1, 0x66a2, 0x66a3, 0x66a4, 0x66a7, 0x66af],
        ["Arcturus"] = [0x738c],
        ["Navi 10"] = [0x7310, 0x7312, 0x7318, 0x7319, 0x731a, 0x731b, 0x731e, 0x731f],
        ["Navi 12"] = [0x7360, 0x7362],
        ["Navi 14"] = [0x7340, 0x7341, 0x7347, 0x734f],
    }.SelectMany(chip => chip.Value.Select(id => (Id: id, Name: chip.Key))).ToFrozenDictionary(entry => entry.Id, entry => entry.Name);

    private static readonly FrozenSet<(ushort Vendor, ushort Device)> WithoutFunctionLevelReset = new HashSet<(ushort, ushort)>
    {
        (Amd, 0x1486), (Amd, 0x1487), (Amd, 0x148c), (Amd, 0x149c), (Amd, 0x7901), (0x8086, 0x1502), (0x8086, 0x1503), (0x14c3, 0x0616),
    }.ToFrozenSet();

    private static readonly FrozenSet<(ushort Vendor, ushort Device)> WithoutBusReset = new HashSet<(ushort, ushort)>
    {
        (0x168c, 0x002a), (0x168c, 0x0030), (0x168c, 0x0032), (0x168c, 0x0033), (0x168c, 0x0034), (0x168c, 0x003c), (0x168c, 0x003e), (0x177d, 0xa100), (0x104c, 0xb005), (0x1b21, 0x1164),
    }.ToFrozenSet();

    /// <summary>The chip's known fault; null when none is known.</summary>
    /// <param name="identity">The function's ids.</param>
    public static ResetQuirk? Of(PciIdentity identity) =>
        AmdChip(identity) is not null ? ResetQuirk.NeedsVendorReset
        : WithoutBusReset.Contains((identity.Vendor, identity.Device)) || IsNvidiaWithoutBusReset(identity) ? ResetQuirk.NoBusReset
        : WithoutFunctionLevelReset.Contains((identity.Vendor, identity.Device)) ? ResetQuirk.NoFunctionLevelReset
        : null;

    /// <summary>The name of the AMD graphics chip that vendor-reset knows, such as <c>Vega 10</c>; null for other devices.</summary>
    /// <param name="identity">The function's ids.</param>
    public static string? AmdChip(PciIdentity identity) => identity.Vendor == Ati ? AmdChips.GetValueOrDefault(identity.Device) : null;

    private static bool IsNvidiaWithoutBusReset(PciIdentity identity) =>
        identity.Vendor == Nvidia && ((identity.Device & 0xffc0) == 0x2340 || identity.Device == 0x1eb8);
}
