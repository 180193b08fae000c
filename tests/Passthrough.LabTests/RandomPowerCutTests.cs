namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class RandomPowerCutTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    /// <summary>The same moments in each campaign, so that a failure can be looked at again.</summary>
    private const int Seed = 20261122;
    private const int Cuts = 20;

    /// <summary>Longer than apply takes on a quiet host: now and then it is done when the power goes.</summary>
    private const int LongestMilliseconds = 90_000;

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Moments))]
    public async Task Whenever_the_power_fails_the_machine_boots_and_can_be_brought_back_to_the_same_bytes(int milliseconds)
    {
        await machine.RunAsync($"(setsid {LabMachine.Apply} >/dev/null 2>&1 &); sleep {milliseconds / 1000.0:0.000}");

        await machine.CutPowerAsync([]);
        await machine.PowerOnAsync();

        // Cut off, it is taken back by recover; done, by undo: after one of them, the other has nothing to do.
        (await machine.RunAsync("passthrough recover")).Expect();
        Assert.Contains((await machine.RunAsync("passthrough undo")).ExitCode, new[] { 0, 4 });
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    public static TheoryData<int> Moments()
    {
        var random = new Random(Seed);
        return [.. LongCampaign.Only([.. Enumerable.Range(0, Cuts).Select(_ => random.Next(LongestMilliseconds))])];
    }
}
