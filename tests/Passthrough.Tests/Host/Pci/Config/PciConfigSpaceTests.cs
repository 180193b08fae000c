using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Pci.Config;

namespace Passthrough.Tests.Host.Pci.Config;

public class PciConfigSpaceTests
{
    [Fact]
    public void A_user_sees_the_header_and_no_more()
    {
        var configuration = PciConfigSpace.Parse(RootPort().AsSpan(0, 64))!;
        Assert.Equal(PciHeaderKind.Bridge, configuration.Header);
        Assert.False(configuration.AreCapabilitiesReadable);
        Assert.False(configuration.AreExtendedCapabilitiesReadable);
        Assert.Null(configuration.Express);
        Assert.Null(configuration.HasFunctionLevelReset);
    }

    [Fact]
    public void A_port_tells_its_slot_its_link_and_its_access_control()
    {
        var configuration = PciConfigSpace.Parse(RootPort())!;
        Assert.Equal(
            new PciExpress(2, PciExpressKind.RootPort, HasSlot: true, HasFunctionLevelReset: false, new PciLinkState(16, 16), new PciLinkState(2.5, 16), SlotNumber: 3),
            configuration.Express);
        Assert.True(configuration.AccessControl!.IsIsolating);
        Assert.True(configuration.AreExtendedCapabilitiesReadable);
        Assert.False(configuration.HasFunctionLevelReset);
    }

    [Fact]
    public void What_a_port_cannot_do_it_need_not_have_on() =>
        Assert.True(new PciAccessControl(PciAcsFlags.SourceValidation, PciAcsFlags.SourceValidation).IsIsolating);

    [Fact]
    public void A_port_with_access_control_switched_off_does_not_isolate() =>
        Assert.False(new PciAccessControl(PciAcsFlags.SourceValidation | PciAcsFlags.RequestRedirect, PciAcsFlags.None).IsIsolating);

    [Fact]
    public void The_root_ports_of_the_100_series_keep_their_control_register_further_on()
    {
        var bytes = RootPort();
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (0x86, 0x80, 0x10, 0xa1);
        (bytes[0x106], bytes[0x108]) = (0, 0x1d);
        Assert.True(PciConfigSpace.Parse(bytes)!.AccessControl!.IsIsolating);
    }

    [Fact]
    public void A_list_that_bites_its_own_tail_ends()
    {
        var bytes = RootPort();
        bytes[0x41] = 0x40;
        Assert.Single(PciConfigSpace.Parse(bytes)!.Capabilities);
        (bytes[0x102], bytes[0x103]) = (0x01, 0x10);
        Assert.Single(PciConfigSpace.Parse(bytes)!.ExtendedCapabilities);
    }

    [Fact]
    public void A_device_that_is_gone_answers_all_ones_and_says_nothing() =>
        Assert.Null(PciConfigSpace.Parse(Enumerable.Repeat((byte)0xff, 256).ToArray()));

    [Fact]
    public void Sizes_of_a_resizable_bar_are_bits_of_a_map()
    {
        var bytes = RootPort();
        bytes[0x100] = 0x15;
        // 256 MiB to 1 GiB are possible, 256 MiB is set, of BAR 0, one BAR.
        (bytes[0x104], bytes[0x105], bytes[0x106]) = (0, 0x70, 0);
        (bytes[0x108], bytes[0x109]) = (1 << 5, 8);
        var bar = Assert.Single(PciConfigSpace.Parse(bytes)!.ResizableBars);
        Assert.Equal((0, 256UL << 20), (bar.Index, bar.CurrentSize));
        Assert.Equal([256UL << 20, 512UL << 20, 1UL << 30], bar.PossibleSizes);
    }

    [Fact]
    public void No_bytes_make_the_decoder_throw()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]?>(), bytes => Swallow(bytes ?? [])).Check(Quick);
        var changes = Gen.Zip(Gen.Choose(0, 0x1ff), Gen.Choose(0, 255)).ListOf().ToArbitrary();
        Prop.ForAll(changes, Gen.Choose(0, 0x200).ToArbitrary(), (list, length) =>
        {
            var bytes = RootPort();
            foreach (var (at, value) in list)
            {
                bytes[at] = (byte)value;
            }

            Swallow(bytes[..length]);
        }).Check(Quick);
    }

    [Fact]
    public void A_configuration_space_loses_the_device_serial_number_and_nothing_else()
    {
        var config = new byte[4096];
        new byte[] { 0x01, 0x00, 0x01, 0x15, 7 }.CopyTo(config, 0x100);
        new byte[] { 0x03, 0x00, 0x01, 0x10, 1, 2, 3, 4, 5, 6, 7, 8, 9 }.CopyTo(config, 0x150);
        var cleaned = PciConfigSpace.WithoutSerial(config);
        Assert.Equal(new byte[8], cleaned[0x154..0x15c]);
        config.AsSpan(0x154, 8).Clear();
        Assert.Equal(config, cleaned);
    }

    private static FsCheck.Config Quick => FsCheck.Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(500);

    private static void Swallow(byte[] bytes) => Assert.True((PciConfigSpace.Parse(bytes)?.Capabilities.Length ?? 0) <= 64);

    // A root port at 8086:1901: Express capability at 40 (slot 3, x16 at 16 GT/s, idling at 2.5), access control at 100.
    private static byte[] RootPort()
    {
        var bytes = new byte[0x200];
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (0x86, 0x80, 0x01, 0x19);
        (bytes[0x06], bytes[0x0e], bytes[0x34]) = (0x10, 0x81, 0x40);
        (bytes[0x40], bytes[0x42], bytes[0x43]) = (0x10, 0x42, 0x01);
        (bytes[0x4c], bytes[0x4d]) = (0x04, 0x01);
        (bytes[0x52], bytes[0x53]) = (0x01, 0x01);
        bytes[0x56] = 3 << 3;
        (bytes[0x100], bytes[0x102], bytes[0x104], bytes[0x106]) = (0x0d, 0x01, 0x1f, 0x1d);
        return bytes;
    }
}
