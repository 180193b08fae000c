namespace Passthrough.Failures;

/// <summary>A named thing (device, guest, transaction, file) does not exist.</summary>
public sealed class NotFoundException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
