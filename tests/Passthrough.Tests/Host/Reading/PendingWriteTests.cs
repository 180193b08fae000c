using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Reading;

public class PendingWriteTests
{
    private const string Address = "0000:01:00.0";
    private const int Process = 321;

    [Fact]
    public void What_is_written_down_is_read_as_long_as_the_process_is_there()
    {
        using var machine = Machine(startTicks: 77);
        Assert.Equal(new PendingWrite(Address, Process, 77), PendingWrite.Read(new MachineReader(machine.Roots), Address));
        Assert.Equal([Address], PendingWrite.Subjects(new MachineReader(machine.Roots)));
    }

    [Fact]
    public void A_later_process_of_the_same_number_is_another()
    {
        using var machine = Machine(startTicks: 78);
        Assert.Null(PendingWrite.Read(new MachineReader(machine.Roots), Address));
        Assert.Empty(PendingWrite.Subjects(new MachineReader(machine.Roots)));
    }

    [Fact]
    public void A_function_whose_lock_is_held_is_not_asked_for_what_waits_for_that()
    {
        using var held = Machine(startTicks: 77);
        var reader = new MachineReader(held.Roots);
        var function = PciReader.Read(reader).Find(PciAddress.Parse(Address))!;
        Assert.Equal(("1002:5159", null), (function.Identity.Ids, function.DriverOverride));
        Assert.Contains(reader.Problems, problem => problem.Path.EndsWith(Address, StringComparison.Ordinal));

        using var free = Machine(startTicks: 78);
        function = PciReader.Read(new MachineReader(free.Roots)).Find(PciAddress.Parse(Address))!;
        Assert.Equal(("10de:1b80", "vfio-pci"), (function.Identity.Ids, function.DriverOverride));
    }

    [Fact]
    public void Any_text_is_read() => Rubbish.IsSwallowedBy(text => Assert.True(PendingWrite.Parse(Address, text) is null or { Process: >= 0, StartTime: >= 0 }), "1 ", "2", " ", "\n", "-", "99999999999999999999");

    // The two files tell of different devices, so that it shows which was read.
    private static ScratchMachine Machine(int startTicks) => new ScratchMachine()
        .Pci(Address, "1002:5159", "030000")
        .File($"/sys/devices/pci0000:00/{Address}/uevent", "PCI_CLASS=30000\nPCI_ID=10DE:1B80\nPCI_SUBSYS_ID=1AF4:1100\nPCI_SLOT_NAME=0000:01:00.0\n")
        .File($"/sys/devices/pci0000:00/{Address}/driver_override", "vfio-pci\n")
        .File($"/run/passthrough/writes/{Address}", new PendingWrite(Address, Process, 77).Text)
        .File($"/proc/{Process}/stat", $"{Process} (dd) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {startTicks} 0 0\n");
}
