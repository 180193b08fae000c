using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions.Leases;

/// <summary>The frequency governor, or the energy preference, of the guest's CPUs (<c>/sys/devices/system/cpu/cpufreq/policyN/</c>).</summary>
/// <param name="Values">Each file with its value before and during.</param>
public sealed record ScalingLease(ImmutableArray<ChangedValue> Values) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"frequency scaling of {Values.Length} {(Values.Length == 1 ? "policy" : "policies")} at '{string.Join("', '", Values.Select(value => value.During).Distinct(StringComparer.Ordinal))}'";

    /// <inheritdoc/>
    internal override Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        foreach (var value in Values)
        {
            Attribute.Write(roots, value.Path, value.During);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    internal override Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        var reader = new MachineReader(roots);
        var kept = new List<string>();
        var inUse = others.OfType<ScalingLease>().SelectMany(lease => lease.Values).Select(value => value.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var value in Values.Where(value => !inUse.Contains(value.Path)).Reverse())
        {
            var now = reader.ReadLine(roots.Locate(value.Path));
            if (string.Equals(now, value.During, StringComparison.Ordinal))
            {
                Attribute.Write(roots, value.Path, value.Before);
            }
            else if (now is not null && !string.Equals(now, value.Before, StringComparison.Ordinal))
            {
                kept.Add($"{value.Path} ('{now}')");
            }
        }

        return Task.FromResult(kept.Count == 0 ? null : $"somebody else changed {string.Join(", ", kept)} meanwhile; left as it is");
    }
}
