using System.Collections.Immutable;

namespace Passthrough.Planning;

/// <summary>Writes the checksums of new initramfs images into the boot loader's configuration, which names the old ones (Limine: <c>module_path: FILE#HASH</c>).</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Path">The machine's own path of the configuration.</param>
/// <param name="Images">The images: as the configuration names each (without where it lies), and the machine's own path of it.</param>
public sealed record BootChecksumsChange(string Id, string Title, string Reason, string Path, ImmutableSortedDictionary<string, string> Images)
    : Change(Id, Title, Reason);
