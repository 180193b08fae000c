using System.Collections.Immutable;
using System.Text.Json;
using Passthrough.Failures;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>One line that the switch's socket answers: what changed hands, or why nothing did (<c>docs/formats/usb.md</c>).</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="IsLent">True when the devices are with the guest now, false when the host has them back; null when it was refused.</param>
/// <param name="Guest">The guest; null when it was refused.</param>
/// <param name="Devices">What has changed hands, in this order.</param>
/// <param name="Problem">Why it was refused, or has failed; null when it was done.</param>
public sealed record SwitchAnswer(int SchemaVersion, bool? IsLent, string? Guest, ImmutableArray<UsbLoan> Devices, SwitchProblem? Problem)
{
    /// <summary>The answer when it was done.</summary>
    internal static SwitchAnswer Done(string guest, UsbSwapped swapped) => new(1, swapped.IsLent, guest, swapped.Loans, null);

    /// <summary>The answer when it was not.</summary>
    internal static SwitchAnswer Not(PassthroughException exception) => new(1, null, null, [], SwitchProblem.Of(exception));

    /// <summary>The line, without its end.</summary>
    internal byte[] ToLine() => JsonSerializer.SerializeToUtf8Bytes(this, SwitchJson.Default.SwitchAnswer);

    /// <summary>Reads a line.</summary>
    /// <returns>Null when it is no answer.</returns>
    internal static SwitchAnswer? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, SwitchJson.Default.SwitchAnswer) is { SchemaVersion: 1, Devices.IsDefault: false } answer and ({ Problem: not null } or { IsLent: not null, Guest: not null }) ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
