namespace Passthrough.Failures;

/// <summary>An external program could not be run, failed or exceeded its time limit.</summary>
public sealed class ToolFailedException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
