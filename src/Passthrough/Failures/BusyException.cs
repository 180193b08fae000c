namespace Passthrough.Failures;

/// <summary>Another passthrough command holds the lock of this host.</summary>
public sealed class BusyException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
