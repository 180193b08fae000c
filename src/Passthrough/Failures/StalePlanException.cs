namespace Passthrough.Failures;

/// <summary>The plan was made for another state of this machine than the one found now.</summary>
public sealed class StalePlanException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
