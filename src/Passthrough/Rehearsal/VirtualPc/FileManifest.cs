namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>The picture of a virtual PC's files that is compared before and after: bytes, kind, mode, owner and link target.</summary>
public static class FileManifest
{
    /// <summary>A command that prints it, sorted: every file below <c>/etc</c>, <c>/boot</c> (the EFI system partition too, where it is mounted), <c>/usr/local</c> and <c>/usr/lib/dracut</c>.</summary>
    public const string Command =
        "{ find /etc /boot /boot/efi /usr/local /usr/lib/dracut -xdev -type f -exec sha256sum {} +; find /etc /boot /boot/efi /usr/local /usr/lib/dracut -xdev -printf '%p %y %m %U:%G %l\\n'; } | sort -u";
}
