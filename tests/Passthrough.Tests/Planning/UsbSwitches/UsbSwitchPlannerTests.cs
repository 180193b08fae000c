using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Planning;
using Passthrough.Planning.UsbSwitches;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Planning.UsbSwitches;

public class UsbSwitchPlannerTests
{
    private const int Columns = 100;

    private static readonly UsbSwitchRequest Request = new();

    [Fact]
    public void The_plan_of_the_setup()
    {
        var plan = UsbSwitchPlanner.Plan([], hasSystemd: true, isListening: false, Request);
        Golden.Matches("usb-setup.txt", string.Join('\n', PlanView.SwitchLines(plan, Columns).Concat(PlanView.Closing(plan))) + "\n");
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan.json")));
        Assert.Equal(PlanSubject.UsbSwitch, PlanJson.Read(PlanJson.Write(plan), "plan.json").Subject);
    }

    [Fact]
    public void What_is_there_already_is_not_written_again()
    {
        using var machine = new ScratchMachine();
        foreach (var change in UsbSwitchPlanner.Plan([], hasSystemd: true, isListening: false, Request).Changes.OfType<FileChange>())
        {
            machine.File(change.Path, change.After);
        }

        Assert.Empty(UsbSwitchPlanner.Plan(UsbSwitchPlanner.Read(machine.Roots), hasSystemd: true, isListening: false, Request).Changes);
        var moved = UsbSwitchPlanner.Plan(UsbSwitchPlanner.Read(machine.Roots), hasSystemd: true, isListening: false, new UsbSwitchRequest { Program = "/opt/100% \"mine\"/$HOME" });
        Assert.Equal(["switch-service", "hotkeys-service", "switch-listen"], moved.Changes.Select(change => change.Id));
        Assert.Contains("ExecStart=\"/opt/100%% \\\"mine\\\"/$$HOME\" usb serve\n", moved.Changes.OfType<FileChange>().First().After, StringComparison.Ordinal);
    }

    [Fact]
    public void What_listens_already_is_not_started() =>
        Assert.DoesNotContain(UsbSwitchPlanner.Plan([], hasSystemd: true, isListening: true, Request).Changes, change => change is ToolChange);

    [Fact]
    public void Without_systemd_there_is_none() => Assert.Throws<RefusedException>(() => UsbSwitchPlanner.Plan([], hasSystemd: false, isListening: false, Request));

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, false)]
    public void Whether_somebody_listens_is_judged(bool? listens, bool holds)
    {
        using var machine = new ScratchMachine();
        var facts = HostReader.Read(machine.Roots, HostReadScope.WithoutHolders) with { HasUsbSwitch = listens };
        Assert.Equal(holds, PostconditionJudge.Judge(facts, new UsbSwitchIs(IsListening: true)).Holds);
    }
}
