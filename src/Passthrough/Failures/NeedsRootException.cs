namespace Passthrough.Failures;

/// <summary>The command writes to the host and was started without root.</summary>
public sealed class NeedsRootException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
