namespace Passthrough.LabTests;

/// <summary>An open file of a process.</summary>
/// <param name="Path">What <c>/proc/PID/fd</c> leads to.</param>
/// <param name="IsWritten">Whether it may be written.</param>
/// <param name="IsDirect">Whether it passes the host's cache by (<c>O_DIRECT</c>).</param>
internal sealed record OpenFile(string Path, bool IsWritten, bool IsDirect);
