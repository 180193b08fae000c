using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Processes;

namespace Passthrough.Sessions.Leases;

/// <summary>Modules that stand on a card's driver and would keep the card in use; they are unloaded while a guest has the only card of that driver.</summary>
/// <param name="Driver">The driver: <c>nvidia</c>.</param>
/// <param name="Modules">The modules, in the order of unloading.</param>
public sealed record ModuleLease(string Driver, ImmutableArray<string> Modules) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"modules {string.Join(", ", Modules)} of {Driver} unloaded";

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        var reader = new MachineReader(roots);
        foreach (var module in Modules.Where(module => IsLoaded(reader, module)))
        {
            if (reader.ReadLine(roots.Sys($"module/{module}/refcnt")) is { } uses and not "0")
            {
                var above = reader.List(roots.Sys($"module/{module}/holders")) ?? [];
                throw new RefusedException(
                    $"the module {module} is in use ({(above.IsEmpty ? $"{uses} times" : string.Join(", ", above))}), so {Driver} does not let the card go; nothing was unbound", module, $"end what uses it: lsof /dev/dri /dev/nvidia*, lsmod | grep {module}");
            }

            await RunAsync(["--remove", "--", module], cancellation);
        }
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        var reader = new MachineReader(roots);
        foreach (var module in Modules.Reverse().Where(module => !IsLoaded(reader, module)))
        {
            await RunAsync(["--", module], CancellationToken.None);
        }

        return null;
    }

    private static bool IsLoaded(MachineReader reader, string module) => reader.Exists(reader.Roots.Sys($"module/{module}"));

    private static async Task RunAsync(ImmutableArray<string> arguments, CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(new ToolCommand("modprobe", arguments), cancellation: cancellation)).OrThrow("dmesg says why");
}
