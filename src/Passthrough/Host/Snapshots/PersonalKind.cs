namespace Passthrough.Host.Snapshots;

/// <summary>The kinds of personal data that a snapshot does not hold.</summary>
public enum PersonalKind
{
    /// <summary>Serial numbers and world-wide names of boards, disks, USB devices, screens and cards.</summary>
    Serial,

    /// <summary>UUIDs of file systems, partitions, volumes, machines, and machine-ids.</summary>
    Uuid,

    /// <summary>Hardware addresses of network interfaces and Bluetooth.</summary>
    MacAddress,

    /// <summary>IPv4 and IPv6 addresses.</summary>
    IpAddress,

    /// <summary>Login names and home folders.</summary>
    UserName,

    /// <summary>Numbers of users and of their own groups.</summary>
    UserId,

    /// <summary>The machine's names on a network.</summary>
    HostName,

    /// <summary>Labels that people gave to file systems.</summary>
    Label,

    /// <summary>Passwords, their hashes, keys, and kernel parameters that tell where the machine boots from in a network.</summary>
    Secret,

    /// <summary>E-mail addresses.</summary>
    EmailAddress,
}
