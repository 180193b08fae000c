namespace Passthrough.Failures;

/// <summary>A safety rule forbids what was asked; nothing was changed.</summary>
public sealed class RefusedException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
