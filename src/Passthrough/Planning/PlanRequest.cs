using System.Text.Json.Serialization;
using Passthrough.Host.Pci;

namespace Passthrough.Planning;

/// <summary>What the person asked for.</summary>
/// <param name="Gpu">The display function of the card that a guest shall own.</param>
/// <param name="AllowHolders">True when the person accepts that processes hold the card now (they lose it at the next boot).</param>
public sealed record PlanRequest(PciAddress Gpu, bool AllowHolders = false)
{
    /// <summary>True when guests shall be able to touch processor registers that KVM does not know (<see cref="KvmOptions"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IgnoreMsrs { get; init; }
}
