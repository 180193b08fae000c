using Passthrough.Rehearsal;

namespace Passthrough.LabTests;

[Collection(Lane.Ways)]
public class TheWholeWay
{
    [Fact]
    public async Task From_a_bare_machine_to_a_guest_that_owns_the_card_and_back()
    {
        var observed = new List<StepObserved>();

        await RehearsalRunner.RunAsync(LabWorkshop.Options, happened => observed.AddRange(new[] { happened }.OfType<StepObserved>()), TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(
            '\n', observed.Select(step => $"{step.Number}/{step.Count} {step.Title} [{step.Elapsed.TotalSeconds:0.0} s]\n    {string.Join("\n    ", step.Evidence)}")));
        Assert.Equal(observed[^1].Count, observed[^1].Number);
    }
}
