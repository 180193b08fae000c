using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Sessions;

namespace Passthrough.Tests.Sessions;

public class SmallParsersTests
{
    [Theory]
    [InlineData("4G", 4096)]
    [InlineData("4GiB", 4096)]
    [InlineData("6144M", 6144)]
    [InlineData("512", 512)]
    [InlineData("1t", 1048576)]
    [InlineData("", null)]
    [InlineData("G", null)]
    [InlineData("-1G", null)]
    [InlineData("4GB", null)]
    [InlineData("4.5G", null)]
    [InlineData("99999999999G", null)]
    [InlineData("0", null)]
    public void Memory_is_given_as_people_write_it(string text, int? expected) => Assert.Equal(expected, MemorySize.ParseMiB(text));

    [Fact]
    public void This_process_is_alive_and_one_that_started_later_with_its_number_is_not()
    {
        var own = ProcessIdentity.Read(HostRoots.Live, Environment.ProcessId)!;
        Assert.True(own.IsAlive(HostRoots.Live));
        Assert.False((own with { StartTime = own.StartTime + 1 }).IsAlive(HostRoots.Live));
    }

    [Theory]
    [InlineData("Name:\tx\nCapEff:\t000001ffffffffff\n", true)]
    [InlineData("CapEff:\t0000000000000000\n", false)]
    [InlineData("CapEff:\trubbish\n", false)]
    [InlineData("", false)]
    public void The_right_to_lock_any_amount_is_read(string status, bool expected) => Assert.Equal(expected, MemoryLock.IsUnlimited(status));

    [Fact]
    public void No_text_makes_them_throw() =>
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<string>().Where(text => text is not null).Or(Gen.Elements("CapEff:", "7", "GiB", "\n", " ").ArrayOf().Select(string.Concat)).ToArbitrary(),
            text => MemorySize.ParseMiB(text) is null or > 0)
            .QuickCheckThrowOnFailure();
}
