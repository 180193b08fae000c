using System.Text.Json.Serialization;
using Passthrough.Host;

namespace Passthrough.Sessions.Leases;

/// <summary>
/// One thing that the host gives up while a guest runs, with what it was before. Taking and giving back look at the host first: both may be done again after having been interrupted anywhere.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConsoleLease), "consoles")]
[JsonDerivedType(typeof(CpuLease), "cpus")]
[JsonDerivedType(typeof(DisplayManagerLease), "displayManager")]
[JsonDerivedType(typeof(DriverLease), "driver")]
[JsonDerivedType(typeof(FramebufferLease), "framebuffer")]
[JsonDerivedType(typeof(HugePageLease), "hugePages")]
[JsonDerivedType(typeof(InputProxyLease), "input")]
[JsonDerivedType(typeof(ModuleLease), "modules")]
[JsonDerivedType(typeof(MonitorLease), "monitor")]
[JsonDerivedType(typeof(ScalingLease), "scaling")]
[JsonDerivedType(typeof(ServiceLease), "service")]
[JsonDerivedType(typeof(SupervisorLease), "supervisor")]
[JsonDerivedType(typeof(UsbLease), "usb")]
public abstract record Lease
{
    /// <summary>What the host gives up, in words for a person.</summary>
    [JsonIgnore]
    public abstract string Words { get; }

    /// <summary>Takes it from the host.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="others">What other guests have now.</param>
    /// <param name="cancellation">Gives up; what was begun is given back by the caller.</param>
    /// <exception cref="Failures.PassthroughException">The host does not give it; what was begun is given back by the caller.</exception>
    internal abstract Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation);

    /// <summary>Gives it back to the host.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="others">What other guests have now.</param>
    /// <returns>What a person should know about it, such as that somebody else changed it meanwhile; null when all is as it was.</returns>
    /// <exception cref="Failures.PassthroughException">It could not be given back; may be tried again.</exception>
    internal abstract Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others);
}
