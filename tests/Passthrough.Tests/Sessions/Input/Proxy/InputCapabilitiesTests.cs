using System.Buffers.Binary;
using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Sessions.Input;
using Passthrough.Sessions.Input.Proxy;

namespace Passthrough.Tests.Sessions.Input.Proxy;

public class InputCapabilitiesTests
{
    // linux/uinput.h: UI_SET_KEYBIT, UI_SET_ABSBIT, UI_SET_PROPBIT.
    private const byte KeyBit = 101;
    private const byte AbsoluteBit = 103;
    private const byte PropertyBit = 110;
    private const ushort Force = 0x15;

    private static readonly InputIdentity Identity = new(3, 0x046d, 0xc52b, 0x111, "Lab Keys");

    private static readonly InputAxis Axis = new(1, -5, -128, 127, 2, 3, 4);

    [Fact]
    public void A_stand_in_has_what_the_device_has()
    {
        var capabilities = Of([InputType.Synchronization, InputType.Key, InputType.Absolute, InputType.Repeat], Bytes(250, 33));
        Assert.Equal([InputType.Key, InputType.Absolute, InputType.Repeat], capabilities.Codes.Keys);
        Assert.Equal([(KeyBit, (ushort)1), (KeyBit, (ushort)9), (AbsoluteBit, (ushort)1), (AbsoluteBit, (ushort)9), (PropertyBit, (ushort)0)], capabilities.Bits());
        Assert.Equal([Axis], capabilities.Axes);
        Assert.Equal([new InputEvent(InputType.Repeat, 0, 250), new InputEvent(InputType.Repeat, 1, 33), InputEvent.Report], capabilities.Beginning());
    }

    [Fact]
    public void Force_feedback_is_left_to_the_device() => Assert.DoesNotContain(Force, Of([InputType.Key, Force], null).Codes.Keys);

    [Fact]
    public void What_does_not_repeat_is_not_told_how() => Assert.Empty(Of([InputType.Key], null).Beginning());

    [Fact]
    public void The_kernel_gets_the_identity_and_the_name_that_the_device_has()
    {
        var setup = Identity.Setup();
        Assert.Equal(92, setup.Length);
        Assert.Equal(Identity, InputIdentity.Parse(setup.AsSpan(0, 8), setup.AsSpan(8, 80)));
        Assert.Equal(new string('n', 79), InputIdentity.Parse([], (Identity with { Name = new string('n', 200) }).Setup().AsSpan(8, 80)).Name);
        Assert.NotEqual(0, (Identity with { Name = "" }).Setup()[8]);
        Assert.Equal(0, (Identity with { Name = new string('ä', 200) }).Setup()[87]);
    }

    [Fact]
    public void The_kernel_gets_the_axis_as_the_device_has_it()
    {
        var setup = Axis.Setup();
        Assert.Equal(28, setup.Length);
        Assert.Equal(Axis.Code, BinaryPrimitives.ReadUInt16LittleEndian(setup));
        Assert.Equal(Axis, InputAxis.Parse(Axis.Code, setup.AsSpan(4)));
    }

    [Fact]
    public void Bits_are_counted_from_the_lowest() => Assert.Equal([(ushort)0, (ushort)7, (ushort)8, (ushort)23], InputBits.Parse([0x81, 0x01, 0x80]));

    [Fact]
    public void No_bytes_make_them_throw() => Prop.ForAll<byte[]>(bytes =>
    {
        var given = bytes ?? [];
        var capabilities = InputCapabilities.Of(InputIdentity.Parse(given, given), InputBits.Parse(given), InputBits.Parse(given), _ => given, _ => given, given);
        return InputBits.Parse(given).Length == given.Sum(one => (int)byte.PopCount(one)) && capabilities.Identity.Setup().Length == 92 && capabilities.Bits().All(bit => bit.Request >= KeyBit) && (given.Length < 24) == (InputAxis.Parse(0, given) is null);
    }).QuickCheckThrowOnFailure();

    private static InputCapabilities Of(ImmutableArray<ushort> types, byte[]? repeat) =>
        InputCapabilities.Of(Identity, [0], types, _ => [0x02, 0x02], code => code == Axis.Code ? Axis.Setup()[4..] : null, repeat);

    private static byte[] Bytes(int delay, int period) => [.. BitConverter.GetBytes(delay), .. BitConverter.GetBytes(period)];
}
