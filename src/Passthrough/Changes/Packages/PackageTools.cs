using System.Collections.Immutable;
using System.Diagnostics;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Packages;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;
using Passthrough.Planning.Surroundings;
using Passthrough.Processes;

namespace Passthrough.Changes.Packages;

/// <summary>The real ones, of the running machine or of one below a folder.</summary>
/// <param name="roots">The machine.</param>
public sealed class PackageTools(HostRoots roots) : IPackageTools
{
    private const string Rpm = "rpm";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>How long it is waited for a package manager that is at work. Default two minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public PackageFacts Read(PackageManager manager)
    {
        if (PackageReader.Read(new MachineReader(roots), manager) is { } read)
        {
            return read;
        }

        var names = Start([Rpm, "--query", "--all", "--queryformat", "%{NAME}\\n"]).OrThrow().Output;
        return new PackageFacts(manager, names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToImmutableSortedDictionary(name => name, _ => PackageState.Installed, StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public PackageForecast? Forecast(PackageManager manager, ImmutableArray<string> names)
    {
        if (!roots.IsLive)
        {
            return null;
        }

        if (manager is PackageManager.Dnf or PackageManager.Zypper && EffectiveUser.Id != 0)
        {
            return PackageForecast.Unknown($"{PackageCommands.NameOf(manager)} tells root only what it would install", needsRoot: true);
        }

        try
        {
            var result = Start(PackageCommands.Forecast(manager, names));
            var forecast = PackageForecasts.Parse(manager, result.Output, Read(manager));
            return HasFailed(manager, result, forecast) ? PackageForecast.Unknown(LastWords(result) ?? forecast.Problem ?? $"it ended with exit code {result.ExitCode}") : forecast;
        }
        catch (ToolFailedException exception)
        {
            return PackageForecast.Unknown(exception.Message);
        }
    }

    /// <inheritdoc/>
    public void AwaitFree(PackageManager manager, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (Held(manager) is { } path)
        {
            var holder = HolderReader.Read(new MachineReader(roots), [roots.NameOf(path)]).Holders.FirstOrDefault();
            if (holder is null && manager == PackageManager.Pacman)
            {
                // pacman holds its lock open as long as it lives (libalpm's handle.c); the file alone was left by one that was killed. It may have come to its end just now.
                if (Held(manager) is null)
                {
                    return;
                }

                throw new BusyException(
                    "pacman's lock is there and nobody has it: a pacman was killed, or the machine was switched off under it", roots.NameOf(path), $"look that no program installs packages, then remove it: sudo rm {roots.NameOf(path)}, and run the same command again");
            }

            if (waited.Elapsed >= Patience)
            {
                throw new BusyException(
                    $"packages are being installed or removed{(holder is null ? "" : $" by {holder.Command} (pid {holder.ProcessId})")}", roots.NameOf(path), "wait until that has ended, then run the same command again");
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private string? Held(PackageManager manager) => manager switch
    {
        PackageManager.Apt => new[] { roots.Var("lib/dpkg/lock-frontend"), roots.Var("lib/dpkg/lock") }.FirstOrDefault(FileLock.IsHeld),
        PackageManager.Pacman => new[] { roots.Var("lib/pacman/db.lck") }.FirstOrDefault(File.Exists),
        _ => new[] { roots.Usr("lib/sysimage/rpm/.rpm.lock"), roots.Var("lib/rpm/.rpm.lock") }.FirstOrDefault(FileLock.IsHeld),
    };

    /// <summary>dnf that was answered no ends with 1; zypper's codes from 100 on are no errors (zypper(8)).</summary>
    private static bool HasFailed(PackageManager manager, ToolResult result, PackageForecast forecast) => manager switch
    {
        PackageManager.Dnf => result.ExitCode != 0 && forecast.Problem is not null,
        PackageManager.Zypper => result.ExitCode is not 0 and < 100,
        _ => result.ExitCode != 0,
    };

    private static string? LastWords(ToolResult result) => $"{result.Output}\n{result.Error}".Split('\n').LastOrDefault(line => line.StartsWith("E:", StringComparison.Ordinal) || line.StartsWith("error:", StringComparison.OrdinalIgnoreCase))?.Trim()
        ?? result.Error.Split('\n').LastOrDefault(line => line.Trim().Length > 0)?.Trim();

    private ToolResult Start(ImmutableArray<string> command) =>
        ToolRunner.RunAsync((roots.IsLive ? new ToolCommand(command[0], command[1..]) : new ToolCommand("chroot", [roots.Root, .. command])) with { TimeLimit = Limit }).GetAwaiter().GetResult();
}
