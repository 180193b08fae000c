namespace Passthrough.Failures;

/// <summary>The rehearsal cannot run on this machine; says what is missing.</summary>
public sealed class RehearsalUnavailableException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
