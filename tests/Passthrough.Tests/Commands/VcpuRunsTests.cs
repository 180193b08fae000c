using FsCheck;
using FsCheck.Fluent;
using Passthrough.Cli.Views;

namespace Passthrough.Tests.Commands;

public class VcpuRunsTests
{
    [Theory]
    [InlineData(1, "2,3,4,5", "0-3: 2-5")]
    [InlineData(2, "0,16,1,17,2,18", "0-5: 0+16 to 2+18")]
    [InlineData(2, "4,5,6,7", "0-3: 4+5 to 6+7")]
    [InlineData(1, "24,28,32,33", "0-2: 24-32 by 4;3: 33")]
    [InlineData(1, "1,17,2,3", "0: 1;1: 17;2-3: 2-3")]
    [InlineData(2, "8,24", "0-1: 8+24")]
    [InlineData(2, "7,23,6,22", "0-1: 7+23;2-3: 6+22")]
    public void Cores_that_follow_one_another_are_one_run(int threads, string map, string drawn) =>
        Assert.Equal(drawn, string.Join(';', VcpuRuns.Of([.. map.Split(',').Select(int.Parse)], threads).Select(run => $"{run.Vcpus}: {run.Cpus}")));

    [Fact]
    public void Every_virtual_cpu_is_in_exactly_one_run() => Prop.ForAll(
        (from threads in Gen.Choose(1, 4) from cores in Gen.Choose(0, 12) from map in Gen.Choose(0, 30).ListOf(threads * cores) select (threads, map)).ToArbitrary(),
        each => Assert.Equal(Enumerable.Range(0, each.map.Count), VcpuRuns.Of([.. each.map], each.threads).SelectMany(run => run.Vcpus)))
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
