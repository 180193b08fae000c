using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>A kernel that the boot loader can offer.</summary>
/// <param name="Version">The release as <c>uname -r</c> prints it.</param>
/// <param name="ImagePath">The image (<c>/boot/vmlinuz-VERSION</c>, or <c>vmlinuz</c> beside its modules), the machine's own path.</param>
/// <param name="InitramfsPath">The image of its initramfs in <c>/boot</c>; null when there is none.</param>
/// <param name="VfioPci">How this kernel carries <c>vfio-pci</c>; null when its modules folder is absent.</param>
/// <param name="IsRunning">True for the kernel that runs now.</param>
public sealed record InstalledKernel(string Version, string ImagePath, string? InitramfsPath, DriverForm? VfioPci, bool IsRunning)
{
    /// <summary>True when it has the module <c>kvmfr</c>, which is built from Looking Glass's sources.</summary>
    public bool HasKvmfr { get; init; }

    /// <summary>
    /// True when the firmware can start the image by itself (the kernel's EFI stub: it has the headers of an EFI program); null when it cannot be read, and where another boot loader than rEFInd and Limine booted.
    /// </summary>
    public bool? HasEfiStub { get; init; }

    /// <summary>
    /// The machine's own paths of its initramfs images on the boot loader's partition: what <c>kernel-install</c> or kernelstub copied there (<c>TOKEN/VERSION/initrd.img-VERSION</c>, <c>EFI/NAME-ROOT/initrd.img</c>),
    /// what <c>limine-entry-tool</c> copied, or what sdbootutil keeps there alone (<c>TOKEN/VERSION/initrd-CHECKSUM</c>).
    /// </summary>
    public ImmutableArray<string> InitramfsCopies { get; init; } = [];

    /// <summary>True when image and initramfs lie only where <c>limine-entry-tool</c> put them: no preset of mkinitcpio's names them.</summary>
    public bool IsOnlyForLoader { get; init; }
}
