using System.Text.Json.Nodes;
using Passthrough.Guests.Processor;

namespace Passthrough.Guests.KubeVirt;

/// <summary>ACPI, system management mode, Hyper-V's interfaces and the signature of KVM.</summary>
internal static class FeatureSection
{
    /// <summary><c>features</c>.</summary>
    public static JsonObject Of(GuestSpec guest) => Tree.Map(
        ("acpi", Tree.On()),
        ("smm", Tree.When(FirmwareSection.HasSecureBoot(guest), Tree.On())),
        ("hyperv", HyperVOf(guest)),
        ("kvm", Tree.When(guest.Cpu.HidesKvm, Tree.Map(("hidden", true)))));

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        if (!guest.Cpu.HasKvmIoApic)
        {
            yield return new NotKept("cpu.kvm-ioapic", "which I/O APIC is used cannot be asked for: it is QEMU's choice");
        }
    }

    private static JsonObject? HyperVOf(GuestSpec guest)
    {
        var hyperV = guest.Cpu.HyperV;
        var vendor = hyperV.VendorId is { } id ? Tree.Map(("enabled", true), ("vendorid", id)) : null;
        return !hyperV.IsOn
            ? (vendor is null ? null : Tree.Map(("vendorid", vendor)))
            : Tree.Map([.. HyperV.Interfaces.Select(name => name switch
            {
                "spinlocks" => (name, Tree.Map(("enabled", true), ("spinlocks", HyperV.SpinRetries))),
                "stimer" => ("synictimer", Tree.Map(("enabled", true), ("direct", Tree.On()))),
                HyperV.VendorName => ("vendorid", vendor),
                _ => (name, (JsonNode?)Tree.On()),
            })]);
    }
}
