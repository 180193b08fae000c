namespace Passthrough.Host.Boot.UnifiedImages;

/// <summary>One section of an EFI program.</summary>
/// <param name="Name">Such as <c>.cmdline</c>.</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Length">How many bytes it has, without what pads it.</param>
public sealed record ImageSection(string Name, long Offset, long Length);
