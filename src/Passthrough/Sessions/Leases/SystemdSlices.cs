using System.Collections.Immutable;
using Passthrough.Processes;

namespace Passthrough.Sessions.Leases;

/// <summary>What systemd lets the machine's slices run on. Guests are in <c>machine.slice</c>, which is not among them.</summary>
internal static class SystemdSlices
{
    private const string Property = "AllowedCPUs";

    /// <summary>What everything but guests is in (systemd.special(7)).</summary>
    public static ImmutableArray<string> Host { get; } = ["init.scope", "system.slice", "user.slice"];

    /// <summary>The CPUs that a unit is limited to; empty when it is not.</summary>
    /// <exception cref="Failures.ToolFailedException">systemd does not answer.</exception>
    public static async Task<string> AllowedAsync(string unit, CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(new ToolCommand("systemctl", ["show", "--value", "--property", Property, "--", unit]), cancellation: cancellation)).OrThrow().Output.Trim();

    /// <summary>Limits a unit until the next boot.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cpus">The CPUs; empty for no limit.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Failures.ToolFailedException">systemd refused.</exception>
    public static async Task AllowAsync(string unit, string cpus, CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(new ToolCommand("systemctl", ["set-property", "--runtime", "--", unit, $"{Property}={cpus}"]), cancellation: cancellation)).OrThrow();
}
