using Passthrough.Host.Network;

namespace Passthrough.Cli.Documents;

/// <summary>What one interface can do for guests.</summary>
/// <param name="Name">The interface.</param>
/// <param name="Bridge">The answer.</param>
internal sealed record InterfaceAnswer(string Name, BridgeAnswer Bridge);
