using Passthrough.Host.Reading;
using Passthrough.Sessions;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

public class UnitStoreTests
{
    private const string Read = "LoadState=loaded\nNeedDaemonReload=no\n";

    [Fact]
    public void Units_that_systemd_has_as_their_files_are_need_no_reload() => Assert.True(UnitStore.AreRead($"{Read}\n{Read}", 2));

    [Theory]
    [InlineData("LoadState=loaded\nNeedDaemonReload=yes\n")]
    [InlineData("LoadState=not-found\nNeedDaemonReload=no\n")]
    [InlineData("LoadState=masked\nNeedDaemonReload=no\n")]
    [InlineData("LoadState=loaded\n")]
    [InlineData("")]
    public void All_others_do(string second) => Assert.False(UnitStore.AreRead($"{Read}\n{second}", 2));

    [Theory]
    [InlineData("/sys/fs/cgroup/system.slice/a.service")]
    [InlineData("/sys/fs/cgroup/machine.slice/a.service")]
    [InlineData("/sys/fs/cgroup/systemd/system.slice/a.service")]
    public void A_unit_with_a_cgroup_has_processes(string cgroup)
    {
        using var machine = new ScratchMachine().File($"{cgroup}/cgroup.procs", "7\n");
        var reader = new MachineReader(machine.Roots);

        Assert.True(UnitStore.HasProcesses(reader, "a.service"));
        Assert.False(UnitStore.HasProcesses(reader, "b.service"));
    }
}
