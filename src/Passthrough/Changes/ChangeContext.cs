using System.Collections.Immutable;
using Passthrough.Changes.Network;
using Passthrough.Changes.Packages;
using Passthrough.Changes.Tools;
using Passthrough.Changes.Verification;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Network;
using Passthrough.Host.Packages;
using Passthrough.Host.Reading;
using Passthrough.Host.Roms;
using Passthrough.Planning;
using Passthrough.Planning.UsbSwitches;

namespace Passthrough.Changes;

/// <summary>What every command that changes or judges a host works with.</summary>
/// <param name="Roots">The machine.</param>
/// <param name="Tools">Its generators.</param>
public sealed record ChangeContext(HostRoots Roots, IBootTools Tools)
{
    /// <summary>Its network manager, its gateway, and the timer that takes a bridge back.</summary>
    public INetworkTools Network { get; init; } = new NetworkTools(Roots);

    /// <summary>Its package manager.</summary>
    public IPackageTools Packages { get; init; } = new PackageTools(Roots);

    /// <summary>Called before each step and after each effect; null when nobody watches.</summary>
    public Action<ChangeProgress>? Progress { get; init; }

    /// <summary>Stops at the next step; what was done is taken back.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The clock that names transactions.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The present boot (<c>/proc/sys/kernel/random/boot_id</c>); null when unknown.</summary>
    public string? BootId
    {
        get
        {
            var path = Roots.Proc("sys/kernel/random/boot_id");
            return File.Exists(path) ? System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(path)).Trim() : null;
        }
    }

    /// <summary>Reads the machine anew.</summary>
    internal HostFacts ReadHost() => HostReader.Read(Roots, HostReadScope.Plans);

    /// <summary>Reads the machine anew and judges one thing on it.</summary>
    internal Judgement Judge(Postcondition postcondition) => Judge([postcondition])[0];

    /// <summary>Reads the machine anew, once, and judges several things on it, in their order.</summary>
    internal ImmutableArray<Judgement> Judge(ImmutableArray<Postcondition> postconditions)
    {
        Settle(postconditions);
        var facts = WithJudged(HostReader.Read(Roots, HostReadScope.WithoutHolders), postconditions);
        return [.. postconditions.Select(postcondition => PostconditionJudge.Judge(facts, postcondition))];
    }

    /// <summary>The machine with what only some judgements rest on: what is installed on it, and the option ROMs that are judged.</summary>
    /// <param name="facts">The machine as it was read.</param>
    /// <param name="postconditions">What is judged.</param>
    internal HostFacts WithJudged(HostFacts facts, ImmutableArray<Postcondition> postconditions) => facts with
    {
        Packages = postconditions.OfType<PackagesInstalled>().FirstOrDefault() is { } packages ? Packages.Read(packages.Manager) : facts.Packages,
        HasUsbSwitch = postconditions.OfType<UsbSwitchIs>().Any() ? UnixSockets.IsListening(new MachineReader(Roots).ReadText(Roots.Proc("net/unix")), SwitchPort.Socket) : facts.HasUsbSwitch,
        RomFiles =
        [
            .. postconditions.Select(postcondition => postcondition switch { GuestsMayRead rom => rom.Path, FileLabelIs label => label.Path, _ => null })
                .OfType<string>().Distinct(StringComparer.Ordinal).Select(path => RomFileReader.Read(Roots, path)),
        ],
    };

    /// <summary>How far the packages are that a tool's change brings; empty for every other change.</summary>
    /// <param name="change">The change.</param>
    internal ImmutableSortedDictionary<string, PackageState> PackagesOf(ToolChange change)
    {
        if (change.Start is not PackagesInstalled packages)
        {
            return ImmutableSortedDictionary<string, PackageState>.Empty;
        }

        var installed = Packages.Read(packages.Manager);
        return packages.Names.ToImmutableSortedDictionary(name => name, installed.StateOf, StringComparer.Ordinal);
    }

    /// <summary>Waits until nobody else installs or removes packages, where a plan's changes do.</summary>
    /// <param name="plan">The plan; null when there is none.</param>
    /// <exception cref="Failures.BusyException">Somebody still does.</exception>
    internal void AwaitPackages(Plan? plan) => Settle((plan?.Changes ?? []).OfType<ToolChange>().Select(tool => tool.Start).OfType<PackagesInstalled>());

    /// <summary>Waits for what the machine may still be making of things that are about to be judged. To be called before the machine is read.</summary>
    /// <param name="postconditions">The things.</param>
    /// <exception cref="Failures.BusyException">It does not come to an end.</exception>
    internal void Settle(params IEnumerable<Postcondition> postconditions)
    {
        if (postconditions.Any(postcondition => postcondition is DeviceHasDriver or DisplayIsAlive))
        {
            DeviceQueue.Await(Roots, Cancellation);
        }

        if (postconditions.OfType<NetworkIsActive>().Any())
        {
            Network.AwaitLibvirt();
        }

        if (postconditions.OfType<PackagesInstalled>().FirstOrDefault() is { } packages)
        {
            Packages.AwaitFree(packages.Manager, Cancellation);
        }
    }

    /// <summary>The kernels that are installed now.</summary>
    internal ImmutableArray<InstalledKernel> ReadKernels() => BootReader.ReadKernels(new MachineReader(Roots));

    /// <summary>Limine's menu as its configuration is now; null when there is none.</summary>
    internal LimineMenu? ReadLimine() => BootReader.ReadLimine(new MachineReader(Roots));

    internal Journal.Commit Now => new(1, Clock.GetUtcNow(), BootId);

    internal void Report(ProgressKind kind, string words) => Progress?.Invoke(new ChangeProgress(kind, words));
}
