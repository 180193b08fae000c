namespace Passthrough.Failures;

/// <summary>Applying failed and every change made so far was taken back; the host is as before.</summary>
public sealed class RolledBackException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
