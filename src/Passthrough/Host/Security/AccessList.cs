using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>Who may do what with a file: its permission bits, or its access control list (acl(5)) where it has one. Rights are the three bits of a permission: 4 to read, 2 to write, 1 to execute a file or enter a folder.</summary>
/// <param name="Owner">The owner's rights.</param>
/// <param name="Group">The rights of the file's group, before the mask.</param>
/// <param name="Others">The rights of everyone else.</param>
/// <param name="Mask">The most that groups and named users have; all rights without a list.</param>
/// <param name="Users">Users who have rights of their own, before the mask.</param>
/// <param name="Groups">Groups that have rights of their own, before the mask.</param>
public sealed record AccessList(int Owner, int Group, int Others, int Mask, ImmutableArray<NamedAccess> Users, ImmutableArray<NamedAccess> Groups)
{
    /// <summary>To enter a folder.</summary>
    public const int Enter = 1;

    /// <summary>To read a file.</summary>
    public const int Read = 4;

    /// <summary>The extended attribute that holds a list.</summary>
    public const string Attribute = "system.posix_acl_access";

    private const int All = 7;
    private const uint Version = 2;
    private const int HeaderLength = 4;
    private const int EntryLength = 8;

    /// <summary>The rights that permission bits give.</summary>
    /// <param name="mode">The bits.</param>
    public static AccessList OfMode(int mode) => new((mode >> 6) & All, (mode >> 3) & All, mode & All, All, [], []);

    /// <summary>Reads a list as the kernel gives it in the extended attribute (<c>struct posix_acl_xattr_entry</c> of Linux).</summary>
    /// <param name="value">The attribute.</param>
    /// <returns>Null for anything else.</returns>
    public static AccessList? Parse(ReadOnlySpan<byte> value)
    {
        if (value.Length < HeaderLength || (value.Length - HeaderLength) % EntryLength != 0 || BinaryPrimitives.ReadUInt32LittleEndian(value) != Version)
        {
            return null;
        }

        var list = new AccessList(0, 0, 0, All, [], []);
        for (var entry = value[HeaderLength..]; entry.Length > 0; entry = entry[EntryLength..])
        {
            var rights = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]) & All;
            var named = new NamedAccess(BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]), rights);
            AccessList? next = BinaryPrimitives.ReadUInt16LittleEndian(entry) switch
            {
                0x01 => list with { Owner = rights },
                0x02 => list with { Users = list.Users.Add(named) },
                0x04 => list with { Group = rights },
                0x08 => list with { Groups = list.Groups.Add(named) },
                0x10 => list with { Mask = rights },
                0x20 => list with { Others = rights },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            list = next;
        }

        return list;
    }
}
