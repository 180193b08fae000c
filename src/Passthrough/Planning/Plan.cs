using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host.Boot;
using Passthrough.Planning.Bridges;
using Passthrough.Planning.UsbSwitches;

namespace Passthrough.Planning;

/// <summary>
/// The ordered changes that bring one machine from its present state to the wanted one. Pure data: the same facts and request give the same plan,
/// and on a machine that already complies <see cref="Changes"/> is empty.
/// </summary>
public sealed record Plan
{
    /// <summary>The version of the document (<c>docs/formats/plan.md</c>).</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>What was asked of a card; null for a plan of another subject.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanRequest? Request { get; init; }

    /// <summary>The bridge that is made; null for a plan of another subject.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BridgedPort? Bridge { get; init; }

    /// <summary>What lets USB devices be swapped without root; null for a plan of another subject.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UsbSwitchRequest? UsbSwitch { get; init; }

    /// <summary>What the plan is about.</summary>
    [JsonIgnore]
    public PlanSubject Subject => Bridge is not null ? PlanSubject.Bridge : UsbSwitch is not null ? PlanSubject.UsbSwitch : PlanSubject.Card;

    /// <summary>The functions to be isolated, ordered by address.</summary>
    public required ImmutableArray<DeviceIdentity> Devices { get; init; }

    /// <summary>The functions of the host's own display, which must stay as they are.</summary>
    public required ImmutableArray<DeviceIdentity> HostDisplay { get; init; }

    /// <summary>What is done, in order.</summary>
    public required ImmutableArray<Change> Changes { get; init; }

    /// <summary>What must be true after the reboot.</summary>
    public required ImmutableArray<Postcondition> Postconditions { get; init; }

    /// <summary>What must be true again after undo and a reboot.</summary>
    public required ImmutableArray<Postcondition> UndonePostconditions { get; init; }

    /// <summary>True when the changes work only after a reboot.</summary>
    public required bool NeedsReboot { get; init; }

    /// <summary>
    /// SHA-256 (hexadecimal) over all of the machine's state that the plan was made from: the same state gives the same value, so a plan that was saved is
    /// applied only to the state that it was made for.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>Who builds the initramfs images; <see cref="InitramfsGenerator.Unknown"/> when the plan builds none.</summary>
    [JsonIgnore]
    public InitramfsGenerator Generator => Changes.OfType<InitramfsChange>().FirstOrDefault()?.Generator ?? InitramfsGenerator.Unknown;

    /// <summary>What lets the next start, and only that, use the new configuration (a <see cref="BootEnvironmentChange"/> or <see cref="BootVariableChange"/>); null when it is the default at once.</summary>
    [JsonIgnore]
    public Change? TrialBoot => Changes.LastOrDefault(change => change is BootEnvironmentChange or BootVariableChange);
}
