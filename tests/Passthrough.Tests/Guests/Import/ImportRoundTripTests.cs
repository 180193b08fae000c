using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Import;
using Passthrough.Guests.Libvirt;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Intent;

namespace Passthrough.Tests.Guests.Import;

/// <summary>What this program writes comes back as the same guest.</summary>
public class ImportRoundTripTests
{
    public static TheoryData<string, string> Names => TestGuests.Pinned;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_domain_that_this_program_made_comes_back(string machine, string name)
    {
        var host = TestGuests.HostOf(machine);
        var xml = Text($"guests/{machine}/{name}.xml");
        var imported = GuestImporter.Import($"/{name}.xml", xml, null, null, host);
        Assert.Empty(imported.NotKept);
        Assert.Equal(xml, DomainXml.Of(TestGuests.Design(ReadBack(imported.Guest) with { IsInUsbProfile = TestGuests.Intent(machine).Find(name)!.IsInUsbProfile }, host).Guest, host) + "\n");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Arguments_that_this_program_made_come_back(string machine, string name)
    {
        var host = TestGuests.HostOf(machine);
        var arguments = Text($"guests/{machine}/{name}.argv");
        var original = TestGuests.Intent(machine).Find(name)!;
        var imported = GuestImporter.Import($"/{name}.argv", arguments, null, null, host);
        var guest = WithWhatArgumentsDoNotSay(ReadBack(imported.Guest), original);
        Assert.Equal(arguments, string.Join('\n', QemuArguments.Of(TestGuests.Design(guest, host).Guest, GuestPaths.Of(HostRoots.Live, name), host)) + "\n");
    }

    // Where processors run is said to QEMU's threads later (QMP), folders to virtiofsd, a tap interface's bridge to the kernel, the empty variable store to nobody,
    // and how many of its queues a card has is lost with its bridge; who listens is the socket's affair. Profiles are no part of a guest, in either form.
    private static GuestDescription WithWhatArgumentsDoNotSay(GuestDescription imported, GuestDescription original)
    {
        var networks = imported.Networks!.Value;
        return imported with
        {
            IsInUsbProfile = original.IsInUsbProfile,
            Cpu = imported.Cpu with { Vcpus = original.Cpu.Vcpus, Cores = original.Cpu.Cores, Cpus = original.Cpu.Cpus, CacheDomain = original.Cpu.CacheDomain, HasSmt = original.Cpu.HasSmt, IsPinned = original.Cpu.IsPinned },
            Firmware = original.Firmware.CodePath is null ? imported.Firmware : original.Firmware,
            Shares = original.Shares,
            Networks = [.. networks.Select((network, index) => original.Networks?.ElementAtOrDefault(index) is { Kind: Passthrough.Guests.Network.GuestNetworkKind.Bridge } bridge ? bridge with { Mac = network.Mac } : network)],
        };
    }

    private static GuestDescription ReadBack(GuestDescription guest) => Assert.Single(IntentParser.Parse("/a.yaml", IntentEditor.Add(IntentParser.Parse("/a.yaml", null), guest)).Guests);

    private static string Text(string name)
    {
        using var reader = new StreamReader(Golden.PathOf(name));
        return reader.ReadToEnd();
    }
}
