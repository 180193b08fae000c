using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Pci;
using Passthrough.Planning.Initramfs;
using Passthrough.Readiness;

namespace Passthrough.Planning.Isolation;

/// <summary>
/// Isolation by vendor and device id, as the guides have it. The ids are on the kernel line (<c>vfio-pci.ids=</c>, which the kernel gives to a driver that is part of it, and modprobe to a module), so
/// that an entry without the word starts as before; the order of loading is in a file of modprobe's (modprobe.d(5), <c>softdep</c>).
/// </summary>
internal static class VfioIds
{
    /// <summary>The parameter's name.</summary>
    public const string Parameter = "vfio-pci.ids";

    /// <summary>The machine's own path of the file with the order of loading.</summary>
    public static string OrderPath => HostRoots.Live.Etc("modprobe.d/passthrough-vfio.conf");

    /// <summary>The words for the kernel line; none when the request asks for another way.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="devices">The card's functions.</param>
    /// <exception cref="RefusedException">Another device has one of the ids, or a person gave ids already.</exception>
    public static ImmutableArray<string> Words(HostFacts facts, PlanRequest request, ImmutableArray<DeviceIdentity> devices)
    {
        if (request.Isolation != IsolationWay.Ids)
        {
            return [];
        }

        ImmutableArray<string> ids = [.. devices.Select(device => device.Identity.Ids).Distinct(StringComparer.Ordinal)];
        RequireNoTwin(facts, devices, ids);
        var word = $"{Parameter}={string.Join(',', ids)}";
        RequireNoOthers(facts.Boot, word);
        return [word];
    }

    /// <summary>The file's text.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="devices">The card's functions.</param>
    public static string OrderText(HostFacts facts, ImmutableArray<DeviceIdentity> devices) =>
        $"""
        {OwnFile.Heading}
        {string.Join('\n', Drivers(facts, devices).Select(driver => $"softdep {driver} pre: vfio-pci"))}

        """;

    /// <summary>How the initramfs images get vfio-pci and the order; null when they need not hold it.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="devices">The card's functions.</param>
    /// <exception cref="RefusedException">The images load one of the card's drivers, and nothing could come before it there.</exception>
    public static IsolationForm? FormFor(HostFacts facts, ImmutableArray<DeviceIdentity> devices)
    {
        var boot = facts.Boot;
        if (IsolationForm.ByIds(boot.Generator) is { } form)
        {
            return form;
        }

        // booster starts loading all that it is told to at once and knows nothing of modprobe's order.
        var early = boot.ModuleMentions.FirstOrDefault(mention => mention.Kind == ModuleMentionKind.InInitramfs && Drivers(facts, devices).Contains(mention.Module, StringComparer.Ordinal));
        return boot.Generator == InitramfsGenerator.Booster && early is null
            ? null
            : throw new RefusedException(
                early is null ? $"the initramfs is built by a program that is not known ({boot.Generator})" : $"the initramfs loads {early.Module}, which would have the card before vfio-pci is there",
                early?.Path, early is null ? PlanRefusals.ByHand(facts, devices) : $"take {early.Module} out of {early.Path}, build the images anew, and plan again");
    }

    private static ImmutableArray<string> Drivers(HostFacts facts, ImmutableArray<DeviceIdentity> devices) =>
        [.. devices.Select(device => facts.Pci.Find(device.Address)).OfType<PciDevice>().SelectMany(device => CardDrivers.Of(device)).Distinct(StringComparer.Ordinal)];

    private static void RequireNoTwin(HostFacts facts, ImmutableArray<DeviceIdentity> devices, ImmutableArray<string> ids)
    {
        if (facts.Pci.Devices.FirstOrDefault(device => ids.Contains(device.Identity.Ids, StringComparer.Ordinal) && devices.All(own => own.Address != device.Address)) is { } twin)
        {
            throw new RefusedException(
                $"{twin.Address} ({DeviceWords.Describe(twin)}) has the same ids {twin.Identity.Ids} as a function of the card, and vfio-pci would take both", twin.Address.ToString(),
                "plan without --isolation ids: by identity, equal devices are told apart");
        }
    }

    /// <summary>One such word replaces another: what a person wrote is neither added to nor taken apart.</summary>
    private static void RequireNoOthers(BootFacts boot, string word)
    {
        foreach (var entry in boot.Entries.Where(entry => entry.IsOrdinary))
        {
            if (entry.Parameters.FirstOrDefault(other => other.Replace('_', '-').StartsWith($"{Parameter}=", StringComparison.Ordinal) && !string.Equals(other, word, StringComparison.Ordinal)) is { } other)
            {
                throw new RefusedException($"the boot entry '{entry.Title}' gives vfio-pci other ids already: {other}", entry.Path ?? boot.Loader.ConfigurationPath, "take this word off the kernel line, or plan without --isolation ids");
            }
        }
    }
}
