using Passthrough.Sessions;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

public class SessionLockTests
{
    [Fact]
    public async Task Who_comes_while_another_has_it_waits_for_its_turn()
    {
        using var machine = new ScratchMachine();
        var cancellation = TestContext.Current.CancellationToken;
        var first = await SessionLock.TakeAsync(machine.Roots, cancellation);
        var second = SessionLock.TakeAsync(machine.Roots, cancellation);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }
}
