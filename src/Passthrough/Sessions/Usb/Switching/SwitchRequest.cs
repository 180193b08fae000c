using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Devices;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>One line that the switch's socket is sent (<c>docs/usb.md</c>).</summary>
/// <param name="Verb">What is asked for.</param>
/// <param name="Name">The profile's name; of <see cref="SwitchVerb.Return"/> the guest's. Null for none.</param>
/// <param name="Device">The device of <see cref="SwitchVerb.Return"/>; null for the other verbs.</param>
/// <param name="IsAgreed">True for <see cref="SwitchVerb.Swap"/> to lend what the host cannot well do without.</param>
public sealed record SwitchRequest(SwitchVerb Verb, string? Name = null, UsbName? Device = null, bool IsAgreed = false)
{
    /// <summary>The longest line in bytes, without its end.</summary>
    public const int LongestLine = 200;

    /// <summary>What <see cref="Parse"/> reads, in words.</summary>
    public const string Forms = "'swap PROFILE [agreed]', 'back [PROFILE]' and 'return DEVICE [GUEST]'";

    private const string Agreed = "agreed";

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <exception cref="InvalidInputException">It asks for nothing that is known.</exception>
    public static SwitchRequest Parse(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) switch
    {
        ["swap", var profile] when GuestName.IsValid(profile) => new(SwitchVerb.Swap, profile),
        ["swap", var profile, Agreed] when GuestName.IsValid(profile) => new(SwitchVerb.Swap, profile, IsAgreed: true),
        ["back"] => new(SwitchVerb.Back),
        ["back", var profile] when GuestName.IsValid(profile) => new(SwitchVerb.Back, profile),
        ["return", var device] when UsbName.Parse(device) is { } name => new(SwitchVerb.Return, Device: name),
        ["return", var device, var guest] when UsbName.Parse(device) is { } name && GuestName.IsValid(guest) => new(SwitchVerb.Return, guest, name),
        _ => throw new InvalidInputException("the line is not understood", null, $"known are {Forms}"),
    };

    /// <summary>The line that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Verb switch
    {
        SwitchVerb.Swap => $"swap {Name}{(IsAgreed ? $" {Agreed}" : "")}",
        SwitchVerb.Return => $"return {Device}{(Name is null ? "" : $" {Name}")}",
        _ => Name is null ? "back" : $"back {Name}",
    };
}
