using Passthrough.Cli.Documents;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Sharing;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Intent;
using Passthrough.Qmp;
using Passthrough.Sessions;
using Passthrough.Tests.Disks;
using Passthrough.Tests.Guests;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

public sealed class GuestSessionTests : IDisposable
{
    private void RequireFiles(GuestRuntime runtime, string modeOfHome)
    {
        machine.File("/home/me/vm/disk, 1.raw").File("/etc/passwd", "root:x:0:0::/:/bin/sh\nlibvirt-qemu:x:64055:994::/:/bin/false\n").Link("/srv/disk.raw", "../home/me/vm/disk, 1.raw");
        Images.Tool("chmod", modeOfHome, machine.Path("/home/me"));
        var guest = TestGuests.Guest with { Runtime = runtime, Disks = [new GuestDisk("/srv/disk.raw", GuestDiskFormat.Raw)], Devices = [], Firmware = GuestFirmware.Bios };
        GuestFiles.RequireAll(machine.Roots, guest, HostReader.Read(machine.Roots, HostReadScope.Guests));
    }

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
        var guest = Described("win11");
        session.Create(guest, HostReader.Read(machine.Roots, HostReadScope.Guests));
        Assert.Equal("win11", Assert.Single(IntentStore.Read(machine.Roots).Guests).Name);
        Assert.Equal(GuestState.Unknown, session.StateOf(guest));
        Assert.Throws<RefusedException>(() => session.Create(guest, HostReader.Read(machine.Roots, HostReadScope.Guests)));

        session.Delete("win11");
        Assert.Empty(IntentStore.Read(machine.Roots).Guests);
        Assert.Throws<NotFoundException>(() => session.Delete("win11"));
    }

    [Fact]
    public void A_missing_file_is_named_and_nothing_is_written()
    {
        var guest = Described("win11") with { Gpu = new DeviceDescription(TestGuests.Gpu, null) { OptionRomPath = "/srv/none.rom" } };
        var exception = Assert.Throws<NotFoundException>(() => new GuestSession(machine.Roots).Create(guest, HostReader.Read(machine.Roots, HostReadScope.Guests)));
        Assert.Equal("/srv/none.rom", exception.Where);
        Assert.False(File.Exists(machine.Path("/etc/passthrough/passthrough.yaml")));
    }

    [Fact]
    public void A_program_that_plain_qemu_needs_beside_it_is_named_when_it_is_missing()
    {
        var host = HostReader.Read(machine.Roots, HostReadScope.Guests);
        var withTpm = TestGuests.Guest with { Runtime = GuestRuntime.Qemu, Disks = [], Firmware = GuestFirmware.Bios, Tpm = TpmModel.Crb };
        var withShare = withTpm with { Tpm = null, Shares = [new SharedFolder("/srv", "srv", IsReadOnly: false)] };
        Assert.Contains("swtpm", Assert.Throws<NotFoundException>(() => GuestFiles.RequireAll(machine.Roots, withTpm, host)).NextStep, StringComparison.Ordinal);
        Assert.Contains("virtiofsd", Assert.Throws<NotFoundException>(() => GuestFiles.RequireAll(machine.Roots, withShare, host)).NextStep, StringComparison.Ordinal);
        GuestFiles.RequireAll(machine.Roots, withTpm with { Runtime = GuestRuntime.Libvirt }, host);
        GuestFiles.RequireAll(machine.Roots, withShare, host with { Virtualization = host.Virtualization with { VirtiofsdPath = "/usr/libexec/virtiofsd" } });
    }

    [Theory]
    [InlineData("u=rwx,g=,o=")]
    [InlineData("u=rwx,g=rx,o=")]
    public void A_folder_that_libvirts_qemu_may_not_enter_is_named(string mode)
    {
        var refusal = Assert.Throws<RefusedException>(() => RequireFiles(GuestRuntime.Libvirt, mode));
        Assert.Contains("libvirt-qemu, who may not enter /home/me,", refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("let that user pass: sudo setfacl -m u:libvirt-qemu:x /home/me;", refusal.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GuestRuntime.Libvirt, "u=rwx,g=,o=x")]
    [InlineData(GuestRuntime.Qemu, "u=rwx,g=,o=")]
    public void A_folder_that_it_may_enter_and_one_for_plain_qemu_are_no_trouble(GuestRuntime runtime, string mode) => RequireFiles(runtime, mode);

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
        session.Create(Described("win11"), HostReader.Read(machine.Roots, HostReadScope.Guests));
        await Assert.ThrowsAsync<RefusedException>(() => session.StartAsync("win11", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<RefusedException>(() => session.StopAsync("win11", isForced: true, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<NotFoundException>(() => session.StartAsync("nobody", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Who_has_the_card_open_is_found_through_its_vfio_group()
    {
        machine.Process(99, "qemu-system-x86", "/dev/vfio/14", "/dev/null");
        var host = HostReader.Read(machine.Roots, HostReadScope.Guests);
        Assert.Equal("qemu-system-x86", Assert.Single(CardHolders.Read(machine.Roots, [TestGuests.Gpu], host.Iommu)).Command);
    }

    [Fact]
    public void A_lease_comes_back_as_written_and_rubbish_is_none()
    {
        var guest = Described("win11");
        var lease = new SessionRecord(1, guest.Name, GuestRuntime.Libvirt, [.. TestGuests.Guest.Owned], new ProcessIdentity(1, 2), null);
        SessionStore.Write(machine.Roots, lease);
        Assert.Equal((lease.Owner, lease.Guest, 2), (SessionStore.Read(machine.Roots, "win11")!.Owner, "win11", SessionStore.Read(machine.Roots, "win11")!.Functions.Length));
        machine.File("/run/passthrough/guests/win11.json", "{");
        Assert.Null(SessionStore.Read(machine.Roots, "win11"));
        SessionStore.Remove(machine.Roots, "win11");
        SessionStore.Remove(machine.Roots, "win11");
    }

    [Fact]
    public void The_views_are_as_pinned()
    {
        var design = TestGuests.PinnedDesign("desktop", "everything");
        var guest = design.Guest;
        GuestPciFunction[] bus =
        [
            GuestPciFunction.Of(new QmpPciDevice(default, new PciIdentity(0x8086, 0x29c0, null, null), new PciClass(0x060000), "", [])),
            GuestPciFunction.Of(
                new QmpPciDevice(
                    TestGuests.Gpu,
                    guest.Devices[0].Device.Identity,
                    new PciClass(0x030000),
                    "ua-host-0000-01-00-0",
                    [new QmpPciRegion(0, 0xc000000000, 1 << 24, true, true, true), new QmpPciRegion(1, null, 256, false, false, false)])),
        ];
        Golden.Matches(
            "guest-list.txt",
            Text(GuestView.List([new GuestListItem("win11", GuestState.Running, TestGuests.Guest, null), new GuestListItem("gone", GuestState.Off, null, "/etc/passthrough/passthrough.yaml:7: gpu: there is nothing")], 80)));
        Golden.Matches("guest-show.txt", Text(GuestView.Lines(guest, GuestState.Running, 80)));
        Golden.Matches("guest-pci.txt", Text(GuestView.Pci(bus, guest, 80)));
        Golden.Matches(
            "guest.json",
            System.Text.Json.JsonSerializer.Serialize(new GuestDocument(1, guest, design.Choices, design.Warnings, GuestState.Running, [.. bus]), ViewDocuments.Default.GuestDocument) + "\n");
    }

    [Fact]
    public void A_guest_goes_from_one_stage_to_the_other_and_back()
    {
        var session = new GuestSession(machine.Roots);
        var host = HostReader.Read(machine.Roots, HostReadScope.Guests);
        session.Create(Described("win11"), host);
        var before = IntentStore.Read(machine.Roots).Text;
        Assert.Empty(session.Enter("win11", GuestStage.Installation, host).Guest.Devices);
        Assert.Equal(EmulatedDisplay.Spice, session.Enter("win11", GuestStage.Installation, host).Guest.Display);
        Assert.Equal(2, session.Enter("win11", GuestStage.Passthrough, host).Guest.Devices.Length);
        Assert.Equal(before!.Replace("    uuid", "    stage: passthrough\n    uuid", StringComparison.Ordinal), IntentStore.Read(machine.Roots).Text);
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private GuestDescription Described(string name) => new(name)
    {
        Uuid = Guid.NewGuid(),
        Gpu = new DeviceDescription(TestGuests.Gpu, null),
        Firmware = new FirmwareDescription { Kind = GuestFirmwareKind.Bios },
        Disks = [GuestFiles.ReadDisk(machine.Roots, Image)],
    };
}
