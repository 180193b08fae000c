namespace Passthrough.Host.Reading;

/// <summary>Something of the machine that is there and could not be read: recorded, never thrown.</summary>
/// <param name="Path">The machine's own name of the file or folder.</param>
/// <param name="Errno">The kernel's error number; null when the content, not the access, was the problem.</param>
/// <param name="Reason">In words.</param>
public sealed record ReadProblem(string Path, int? Errno, string Reason);
