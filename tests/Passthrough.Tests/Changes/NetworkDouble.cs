using Passthrough.Changes.Network;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Planning.Bridges;

namespace Passthrough.Tests.Changes;

/// <summary>A manager, a gateway and a timer that write down what is asked of them.</summary>
internal sealed class NetworkDouble : INetworkTools
{
    /// <summary>What was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The interfaces over which the gateway is silent.</summary>
    public HashSet<string> Silent { get; } = new(StringComparer.Ordinal);

    /// <summary>The call that fails; null when none does.</summary>
    public string? Failing { get; set; }

    /// <summary>The program that is not installed; null when all are.</summary>
    public string? Absent { get; set; }

    /// <summary>Called before each.</summary>
    public Action<string>? OnAsk { get; set; }

    public IReadOnlyList<string> Missing(BridgedPort bridge) => Absent is null ? [] : [Absent];

    public bool Answers(string device, string gateway, TimeSpan within, CancellationToken cancellation)
    {
        Ask($"answers {device} {gateway}");
        cancellation.ThrowIfCancellationRequested();
        return !Silent.Contains(device);
    }

    public void AwaitLibvirt() => Ask("await libvirt");

    public void Activate(BridgedPort bridge, ToolSurroundings surroundings) => Ask("activate");

    public void Restore(BridgedPort bridge, ToolSurroundings surroundings) => Ask("restore");

    public void Arm(string transactionId, BridgedPort bridge) => Ask("arm");

    public void Disarm(string transactionId) => Ask("disarm");

    private void Ask(string what)
    {
        Asked.Add(what);
        OnAsk?.Invoke(what);
        _ = string.Equals(Failing, what, StringComparison.Ordinal) ? throw new ToolFailedException($"'{what}' failed", what) : 0;
    }
}
