using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Security;

namespace Passthrough.Tests.Host.Security;

public class PathAccessTests
{
    private const uint Owner = 1000;
    private const uint Group = 100;
    private const uint Qemu = 64055;

    [Theory]
    [InlineData(0b100_000_000, Owner, Group, true)]
    [InlineData(0b000_100_000, Qemu, Group, true)]
    [InlineData(0b000_100_000, Qemu, 5u, false)]
    [InlineData(0b000_000_100, Qemu, 5u, true)]
    [InlineData(0b000_000_100, Owner, Group, false)]
    [InlineData(0b000_000_100, Qemu, Group, false)]
    public void Permission_bits_give_the_first_of_owner_group_and_others_that_fits(int mode, uint user, uint group, bool isAllowed) =>
        Assert.Equal(isAllowed, new PathAccess("/a", Owner, Group, AccessList.OfMode(mode)).Allows(user, [group], AccessList.Read));

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(5, 6, false)]
    [InlineData(4, 5, false)]
    public void A_list_gives_a_named_user_what_the_mask_leaves(int rights, int mask, bool isAllowed)
    {
        var list = AccessList.Parse(Bytes((1, 7, 0), (2, rights, Qemu), (4, 0, 0), (16, mask, 0), (32, 0, 0)))!;
        Assert.Equal(isAllowed, new PathAccess("/home/jan", Owner, Group, list).Allows(Qemu, [5], AccessList.Enter));
        Assert.False(new PathAccess("/home/jan", Owner, Group, list).Allows(7, [5], AccessList.Enter));
    }

    [Fact]
    public void Of_several_groups_one_that_allows_is_enough_and_one_that_does_not_keeps_others_rights_away()
    {
        var list = AccessList.Parse(Bytes((1, 7, 0), (4, 0, 0), (8, 1, 5), (16, 7, 0), (32, 1, 0)))!;
        var place = new PathAccess("/home/jan", Owner, Group, list);
        Assert.True(place.Allows(Qemu, [Group, 5], AccessList.Enter));
        Assert.False(place.Allows(Qemu, [Group], AccessList.Enter));
        Assert.True(place.Allows(Qemu, [6], AccessList.Enter));
    }

    [Fact]
    public void A_list_without_names_says_what_permission_bits_say() => Prop.ForAll(
        Gen.Choose(0, 511).ToArbitrary(), Gen.Elements(Owner, Qemu).ToArbitrary(), Gen.Elements(Group, 5u).ToArbitrary(),
        (mode, user, group) =>
        {
            var list = AccessList.Parse(Bytes((1, mode >> 6, 0), (4, (mode >> 3) & 7, 0), (32, mode & 7, 0)))!;
            Assert.Equal(
                new PathAccess("/a", Owner, Group, AccessList.OfMode(mode)).Allows(user, [group], AccessList.Read), new PathAccess("/a", Owner, Group, list).Allows(user, [group], AccessList.Read));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void What_is_no_list_is_none()
    {
        Assert.Null(AccessList.Parse([]));
        Assert.Null(AccessList.Parse([1, 0, 0, 0]));
        Assert.Null(AccessList.Parse(Bytes((3, 7, 0))));
        Assert.Null(AccessList.Parse([2, 0, 0, 0, 1]));
    }

    /// <summary>A list as the kernel gives it.</summary>
    internal static byte[] Bytes(params (int Tag, int Rights, uint Number)[] entries)
    {
        var bytes = new byte[4 + (8 * entries.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 2);
        Array.ForEach([.. entries.Select((entry, index) => (entry, At: 4 + (8 * index)))], placed =>
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(placed.At), (ushort)placed.entry.Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(placed.At + 2), (ushort)placed.entry.Rights);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(placed.At + 4), placed.entry.Number);
        });
        return bytes;
    }
}
