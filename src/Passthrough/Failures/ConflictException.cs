namespace Passthrough.Failures;

/// <summary>A file was changed by someone else since this program wrote it; nothing was touched.</summary>
public sealed class ConflictException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
