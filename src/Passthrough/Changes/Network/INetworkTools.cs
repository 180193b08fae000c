using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Planning.Bridges;

namespace Passthrough.Changes.Network;

/// <summary>The machine's network manager, its gateway, and the timer that takes a bridge back. None of these writes a file: that is done through the journal alone.</summary>
public interface INetworkTools
{
    /// <summary>Names of the programs that are missing; empty when all are there.</summary>
    /// <param name="bridge">What they are needed for.</param>
    public IReadOnlyList<string> Missing(BridgedPort bridge);

    /// <summary>Waits until the default route goes through an interface to the gateway and the gateway answers there.</summary>
    /// <param name="device">The interface.</param>
    /// <param name="gateway">The gateway's address.</param>
    /// <param name="within">How long; it is asked once at least.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when it did not answer in time.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool Answers(string device, string gateway, TimeSpan within, CancellationToken cancellation);

    /// <summary>
    /// Waits until libvirt has started the networks that start by themselves. Its daemon tells systemd that it is ready before that, and answers nobody until it is done (<c>daemonRunStateInit</c> in libvirt's
    /// <c>remote_daemon.c</c>); where it does not answer at all, its files say what there is to say.
    /// </summary>
    public void AwaitLibvirt();

    /// <summary>Lets the manager read the files that were written, and make the bridge.</summary>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void Activate(BridgedPort bridge, ToolSurroundings surroundings);

    /// <summary>Lets the manager read that the files are gone, end the bridge and give the interface its own configuration. Doing it twice does no harm.</summary>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void Restore(BridgedPort bridge, ToolSurroundings surroundings);

    /// <summary>Has systemd run <c>recover</c> after a while, whatever becomes of this process and of the session that it was started from.</summary>
    /// <param name="transactionId">The transaction, which names the timer.</param>
    /// <param name="bridge">How long.</param>
    /// <exception cref="ToolFailedException">It cannot.</exception>
    public void Arm(string transactionId, BridgedPort bridge);

    /// <summary>Ends that timer; there may be none.</summary>
    /// <param name="transactionId">The transaction.</param>
    public void Disarm(string transactionId);
}
