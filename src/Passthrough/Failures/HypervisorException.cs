namespace Passthrough.Failures;

/// <summary>libvirt or QEMU refused or failed; carries its own words.</summary>
public sealed class HypervisorException(string what, string? where = null, string? nextStep = null, int? errno = null, Exception? inner = null)
    : PassthroughException(what, where, nextStep, errno, inner);
