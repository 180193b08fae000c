namespace Passthrough.Failures;

/// <summary>A step of the rehearsal did not observe what it had to.</summary>
public sealed class RehearsalFailedException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
