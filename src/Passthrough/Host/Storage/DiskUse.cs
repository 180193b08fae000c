namespace Passthrough.Host.Storage;

/// <summary>One use of a device.</summary>
/// <param name="Device">The device that is used so: the one asked about, or one on it.</param>
/// <param name="Kind">What for.</param>
/// <param name="Subject">Where it is mounted, what holds it; see <see cref="DiskUseKind"/>. Empty for swap.</param>
public sealed record DiskUse(string Device, DiskUseKind Kind, string Subject)
{
    /// <summary>True when the host uses it now; false when only a file or the content says that it belongs somewhere.</summary>
    public bool IsActive => Kind is not (DiskUseKind.InFstab or DiskUseKind.InCrypttab or DiskUseKind.Member);
}
