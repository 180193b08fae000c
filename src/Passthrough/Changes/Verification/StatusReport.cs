using System.Collections.Immutable;
using Passthrough.Changes.Guard;
using Passthrough.Changes.Journal;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;
using Passthrough.Planning.UsbSwitches;

namespace Passthrough.Changes.Verification;

/// <summary>The document of <c>status</c> (<c>docs/formats/status.md</c>).</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="TransactionId">The newest transaction, one that was cut off first; null when there is none.</param>
/// <param name="State">Its state; null when there is none.</param>
/// <param name="At">When it was committed or undone; null when it was neither.</param>
/// <param name="Devices">The functions that it isolates.</param>
/// <param name="Files">The files and folders that it touched.</param>
/// <param name="IsRebootPending">True when this is still the boot in which it was committed or undone.</param>
/// <param name="Trial">How far the trial of the new boot configuration is; null when the transaction has none, or is not applied.</param>
/// <param name="TrialFailed">What did not hold in the trial boot, in words; empty when all did, and when none was looked at.</param>
/// <param name="NextStep">What to do now; null when nothing.</param>
public sealed record StatusReport(
    int SchemaVersion,
    string? TransactionId,
    TransactionState? State,
    DateTimeOffset? At,
    ImmutableArray<DeviceIdentity> Devices,
    ImmutableArray<string> Files,
    bool IsRebootPending,
    TrialState? Trial,
    ImmutableArray<string> TrialFailed,
    string? NextStep)
{
    /// <summary>What the system's own tools changed for it, in words.</summary>
    public ImmutableArray<string> ByTools { get; init; } = [];

    /// <summary>The bridge that it makes; null for a transaction of another subject.</summary>
    public BridgedPort? Bridge { get; init; }

    /// <summary>What lets USB devices be swapped without root; null for a transaction about something else.</summary>
    public UsbSwitchRequest? UsbSwitch { get; init; }

    /// <summary>What else is applied: a card, a bridge and the setup of the USB switch are transactions of their own, and each is taken back by itself. Newest first.</summary>
    public ImmutableArray<StatusReport> Others { get; init; } = [];
}
