using Passthrough.Guests;
using Passthrough.Guests.Qemu;
using Passthrough.Host;

namespace Passthrough.Tests.Guests.Qemu;

public class QemuArgumentsTests
{
    public static TheoryData<string> Names => [.. TestGuests.Pinned.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_as_pinned(string name)
    {
        var guest = TestGuests.Pinned[name];
        Golden.Matches($"guests/{name}.argv", string.Join('\n', QemuArguments.Of(guest, GuestPaths.Of(HostRoots.Live, guest.Name))) + "\n");
    }
}
