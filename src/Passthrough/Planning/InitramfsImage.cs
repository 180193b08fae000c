namespace Passthrough.Planning;

/// <summary>One image to be rebuilt.</summary>
/// <param name="KernelVersion">The kernel it belongs to.</param>
/// <param name="Path">The machine's own path of the image.</param>
public sealed record InitramfsImage(string KernelVersion, string Path);
