using Passthrough.Host;
using Passthrough.Host.Virtualization;

namespace Passthrough.Guests.Qemu;

/// <summary>As whom plain QEMU runs: it opens devices and images as root and gives that up before the guest's first instruction.</summary>
internal static class QemuAccount
{
    // -runas is deprecated since, and gone later.
    private static readonly ToolVersion QemuWithRunWith = new(9, 1);

    // The accounts that libvirt's packages make for QEMU.
    private static readonly string[] Names = ["libvirt-qemu", "qemu"];

    /// <summary>The arguments; empty on a machine that has no account for QEMU, where it stays root.</summary>
    public static IEnumerable<string> Of(HostFacts host) => Names.FirstOrDefault(name => host.Security.UserOf(name) is not null) switch
    {
        null => [],
        var name when ToolVersion.Parse(host.Virtualization.QemuVersion) >= QemuWithRunWith => ["-run-with", "user=" + name],
        var name => ["-runas", name],
    };
}
