namespace Passthrough.Failures;

/// <summary>An earlier transaction was cut off; it has to be recovered before anything else is changed.</summary>
public sealed class UnfinishedTransactionException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
