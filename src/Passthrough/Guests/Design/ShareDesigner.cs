using System.Collections.Immutable;
using Passthrough.Guests.Sharing;
using Passthrough.Host.Virtualization;

namespace Passthrough.Guests.Design;

/// <summary>Takes over the shared folders.</summary>
internal static class ShareDesigner
{
    // Those before refuse a domain that has one ("virtiofs does not yet support read-only mode").
    private static readonly ToolVersion LibvirtWithReadOnly = new(11, 0);

    /// <summary>The folders.</summary>
    /// <param name="scope">What is wanted, and the machine.</param>
    /// <param name="runtime">What runs the guest; with plain QEMU it is systemd that keeps a folder from being written.</param>
    public static ImmutableArray<SharedFolder> Design(DesignScope scope, GuestRuntime runtime)
    {
        var shares = scope.Wanted.Shares;
        return runtime == GuestRuntime.Libvirt && shares.FirstOrDefault(share => share.IsReadOnly) is { } share
            && ToolVersion.Parse(scope.Host.Virtualization.LibvirtVersion) is { } version && version < LibvirtWithReadOnly
            ? throw scope.Refused(
                $"shares[{shares.IndexOf(share)}].read-only",
                $"libvirt {LibvirtWithReadOnly} is the first that keeps a guest from writing a shared folder; here is {version}",
                "say 'runtime: qemu', or share a read-only bind mount of the folder")
            : shares;
    }
}
