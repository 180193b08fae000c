using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Sessions;

namespace Passthrough.Tests.Sessions;

public class SmallParsersTests
{
    private const string Stat = "1741 (X (org) 7) S 1 1741 1741 0 -1 4194560 1 0 0 0 5 6 0 0 20 0 1 0 987654 1000 200 18446744073709551615 0 0";

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
    public void A_process_is_told_by_its_start() => Assert.Equal(987654, ProcessIdentity.StartTimeOf(Stat));

    [Fact]
    public void What_is_only_a_number_of_an_ended_process_has_no_start() => Assert.Null(ProcessIdentity.StartTimeOf(Stat.Replace(") S", ") Z", StringComparison.Ordinal)));

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
            ArbMap.Default.GeneratorFor<string>().Where(text => text is not null).Or(Gen.Elements("CapEff:", ") S 1 2", "GiB", "\n", " ").ArrayOf().Select(string.Concat)).ToArbitrary(),
            text => ProcessIdentity.StartTimeOf(text) is null or >= 0 && MemorySize.ParseMiB(text) is null or > 0)
            .QuickCheckThrowOnFailure();
}
