namespace Passthrough.Changes.Initramfs;

/// <summary>One file of a cpio archive.</summary>
/// <param name="Name">The path without a leading slash or <c>./</c>.</param>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Content">The bytes, when they were asked for; null otherwise.</param>
public sealed record CpioEntry(string Name, uint Mode, long Size, byte[]? Content);
