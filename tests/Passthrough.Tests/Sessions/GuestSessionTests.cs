using Passthrough.Cli.Documents;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Intent;
using Passthrough.Qmp;
using Passthrough.Sessions;
using Passthrough.Tests.Guests;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

public sealed class GuestSessionTests : IDisposable
{
    private const string Image = "/srv/win11.qcow2";

    private readonly ScratchMachine machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true)
        .WithRadeon(group: 14, driver: "vfio-pci", soundDriver: "vfio-pci")
        .Bytes(Image, [0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3])
        .File("/srv/raw.img", "x");

    public void Dispose() => machine.Dispose();

    [Fact]
    public void A_guest_is_written_found_and_removed()
    {
        var session = new GuestSession(machine.Roots);
        var guest = Design("win11");
        session.Create(guest, HostReader.Read(machine.Roots));
        Assert.Equal("win11", Assert.Single(IntentStore.Read(machine.Roots).Guests).Name);
        Assert.Equal(GuestState.Unknown, session.StateOf(guest));
        Assert.Throws<RefusedException>(() => session.Create(guest, HostReader.Read(machine.Roots)));

        session.Delete("win11");
        Assert.Empty(IntentStore.Read(machine.Roots).Guests);
        Assert.Throws<NotFoundException>(() => session.Delete("win11"));
    }

    [Fact]
    public void A_missing_file_is_named_and_nothing_is_written()
    {
        var guest = Design("win11") with { OptionRomPath = "/srv/none.rom" };
        var exception = Assert.Throws<NotFoundException>(() => new GuestSession(machine.Roots).Create(guest, HostReader.Read(machine.Roots)));
        Assert.Equal("/srv/none.rom", exception.Where);
        Assert.False(File.Exists(machine.Path("/etc/passthrough/passthrough.yaml")));
    }

    [Fact]
    public void The_format_of_a_disk_is_told_from_its_beginning()
    {
        Assert.Equal(GuestDiskFormat.Qcow2, GuestFiles.ReadDisk(machine.Roots, Image).Format);
        Assert.Equal(GuestDiskFormat.Raw, GuestFiles.ReadDisk(machine.Roots, "/srv/raw.img").Format);
        Assert.Throws<NotFoundException>(() => GuestFiles.ReadDisk(machine.Roots, "/srv/none"));
        Assert.Throws<InvalidInputException>(() => GuestFiles.ReadDisk(machine.Roots, "/srv"));
    }

    [Fact]
    public async Task A_machine_in_a_folder_starts_nothing()
    {
        var session = new GuestSession(machine.Roots);
        session.Create(Design("win11"), HostReader.Read(machine.Roots));
        await Assert.ThrowsAsync<RefusedException>(() => session.StartAsync("win11", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<RefusedException>(() => session.StopAsync("win11", isForced: true, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<NotFoundException>(() => session.StartAsync("nobody", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Who_has_the_card_open_is_found_through_its_vfio_group()
    {
        machine.Process(99, "qemu-system-x86", "/dev/vfio/14", "/dev/null");
        var host = HostReader.Read(machine.Roots);
        Assert.Equal("qemu-system-x86", Assert.Single(CardHolders.Read(machine.Roots, [TestGuests.Gpu], host.Iommu)).Command);
    }

    [Fact]
    public void A_lease_comes_back_as_written_and_rubbish_is_none()
    {
        var guest = Design("win11");
        var lease = new GuestLease(1, guest.Name, guest.Runtime, guest.Devices, new ProcessIdentity(1, 2), null);
        LeaseStore.Write(machine.Roots, lease);
        Assert.Equal((lease.Owner, lease.Guest, 2), (LeaseStore.Read(machine.Roots, "win11")!.Owner, "win11", LeaseStore.Read(machine.Roots, "win11")!.Functions.Length));
        machine.File("/run/passthrough/guests/win11.json", "{");
        Assert.Null(LeaseStore.Read(machine.Roots, "win11"));
        LeaseStore.Remove(machine.Roots, "win11");
        LeaseStore.Remove(machine.Roots, "win11");
    }

    [Fact]
    public void The_views_are_as_pinned()
    {
        var guest = TestGuests.Awkward;
        GuestPciFunction[] bus =
        [
            GuestPciFunction.Of(new QmpPciDevice(default, new PciIdentity(0x8086, 0x29c0, null, null), new PciClass(0x060000), "", []), guest),
            GuestPciFunction.Of(
                new QmpPciDevice(
                    TestGuests.Gpu,
                    guest.Devices[0].Identity,
                    new PciClass(0x030000),
                    "ua-host-0000-01-00-0",
                    [new QmpPciRegion(0, 0xc000000000, 1 << 24, true, true, true), new QmpPciRegion(1, null, 256, false, false, false)]),
                guest),
        ];
        Golden.Matches("guest-list.txt", Text(GuestView.List([new GuestListItem(TestGuests.Guest, GuestState.Running), new GuestListItem(guest, GuestState.Off)], 80)));
        Golden.Matches("guest-show.txt", Text(GuestView.Lines(guest, GuestState.Running, 80)));
        Golden.Matches("guest-pci.txt", Text(GuestView.Pci(bus, guest, 80)));
        Golden.Matches(
            "guest.json",
            System.Text.Json.JsonSerializer.Serialize(new GuestDocument(1, guest, GuestState.Running, [.. bus]), ViewDocuments.Default.GuestDocument) + "\n");
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private GuestSpec Design(string name) => GuestDesigner.Design(
        new GuestRequest(name, TestGuests.Gpu) { Firmware = GuestFirmwareKind.Bios, Disks = [GuestFiles.ReadDisk(machine.Roots, Image)] }, HostReader.Read(machine.Roots), null, Guid.NewGuid());
}
