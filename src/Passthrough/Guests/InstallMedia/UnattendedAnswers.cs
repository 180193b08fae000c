using System.Collections.Immutable;

namespace Passthrough.Guests.InstallMedia;

/// <summary>What is answered in place of the person while Windows is being installed. What is null, false or empty Setup asks for itself, or chooses.</summary>
/// <param name="ComputerName">Keeps to <see cref="WindowsNames.IsComputer"/>.</param>
public sealed record UnattendedAnswers(string ComputerName)
{
    /// <summary>A local account of an administrator; keeps to <see cref="WindowsNames.IsUser"/>. Null: Windows asks who uses it.</summary>
    public string? UserName { get; init; }

    /// <summary>The account's password; keeps to <see cref="WindowsNames.IsPassword"/>. Null for an empty one.</summary>
    public string? Password { get; init; }

    /// <summary>Formats and the language of programs that know no Unicode, such as <c>de-DE</c>; null: Setup asks.</summary>
    public string? Locale { get; init; }

    /// <summary>The language of Windows itself, which must be on the installation medium; null for <see cref="Locale"/>.</summary>
    public string? Language { get; init; }

    /// <summary>Keyboard layouts; null for the usual one of <see cref="Locale"/>.</summary>
    public string? Keyboard { get; init; }

    /// <summary>Windows' name of the time zone; null: that of the region.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The name of the image to install; null: the product key says it, or Setup asks.</summary>
    public string? Edition { get; init; }

    /// <summary>The product key; null: Setup asks.</summary>
    public string? ProductKey { get; init; }

    /// <summary>True when the person has read and accepted Microsoft's licence terms.</summary>
    public bool AcceptsLicense { get; init; }

    /// <summary>True when the first disk is wiped and laid out for UEFI; false: Setup asks where to install.</summary>
    public bool LaysOutDisk { get; init; }

    /// <summary>Folders of the medium, below <see cref="MediumLayout.Drivers"/>, with drivers that Setup itself needs.</summary>
    public ImmutableArray<string> SetupDrivers { get; init; } = [];

    /// <summary>True when the answer file holds something that is nobody else's business.</summary>
    public bool HasSecrets => Password is not null || ProductKey is not null;

    /// <summary>Without the secrets, so that no log can hold them.</summary>
    public override string ToString() => $"{nameof(UnattendedAnswers)} of {ComputerName}";
}
