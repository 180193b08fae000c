namespace Passthrough.Host.Security;

/// <summary>The kernel's lockdown (<c>/sys/kernel/security/lockdown</c>).</summary>
public enum LockdownMode
{
    /// <summary>Off.</summary>
    None,

    /// <summary>Nobody may change the running kernel: no unsigned modules, no writing to device memory from outside drivers.</summary>
    Integrity,

    /// <summary>Nobody may read the kernel's memory either.</summary>
    Confidentiality,
}
