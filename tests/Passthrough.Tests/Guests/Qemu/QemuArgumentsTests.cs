using Passthrough.Guests;
using Passthrough.Guests.Qemu;
using Passthrough.Host;

namespace Passthrough.Tests.Guests.Qemu;

public class QemuArgumentsTests
{
    public static TheoryData<string> Names => [.. Examples.Keys];

    private static Dictionary<string, GuestSpec> Examples { get; } = new(StringComparer.Ordinal)
    {
        ["kvm-uefi"] = TestGuests.Guest,
        ["tcg-bios-awkward"] = TestGuests.Awkward,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_as_pinned(string name)
    {
        var guest = Examples[name];
        Golden.Matches($"guests/{name}.argv", string.Join('\n', QemuArguments.Of(guest, GuestPaths.Of(HostRoots.Live, guest.Name))) + "\n");
    }
}
