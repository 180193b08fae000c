namespace Passthrough.Failures;

/// <summary>Applying failed and taking the changes back failed too; the journal still holds everything that is needed.</summary>
public sealed class RollbackIncompleteException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
