namespace Passthrough.Failures;

/// <summary>A file or value given by the person cannot be understood.</summary>
public sealed class InvalidInputException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
