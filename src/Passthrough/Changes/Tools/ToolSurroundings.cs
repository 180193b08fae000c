namespace Passthrough.Changes.Tools;

/// <summary>What every tool of a transaction runs with.</summary>
/// <param name="TransactionId">Given to the tool and its children as <c>PASSTHROUGH_TRANSACTION</c>, by which <c>recover</c> finds those that outlive a killed run.</param>
/// <param name="Scratch">The only folder it may fill besides its output (<c>TMPDIR</c>).</param>
/// <param name="Cancellation">Ends the tool.</param>
public sealed record ToolSurroundings(string TransactionId, string Scratch, CancellationToken Cancellation)
{
    /// <summary>The variable that marks the tools of a transaction.</summary>
    public const string TransactionVariable = "PASSTHROUGH_TRANSACTION";
}
