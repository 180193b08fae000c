namespace Passthrough.Failures;

/// <summary>
/// A broken assumption that ends a command. It carries what happened, where, the errno if the kernel gave one, and the
/// next step for the person; the command line maps each subtype to one exit code.
/// </summary>
public abstract class PassthroughException : Exception
{
    private protected PassthroughException(string what, string? where, string? nextStep, int? errno = null, Exception? inner = null)
        : base(what, inner)
    {
        Where = where;
        NextStep = nextStep;
        Errno = errno;
    }

    /// <summary>The path, device or object concerned; null when the failure concerns the whole command.</summary>
    public string? Where { get; }

    /// <summary>The kernel's error number (positive); null when no system call failed.</summary>
    public int? Errno { get; }

    /// <summary>What the person can do now; null when there is nothing better than the message itself.</summary>
    public string? NextStep { get; }
}
