namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> that rEFInd starts.</summary>
internal static class RefindMachine
{
    public const string Kernel = "6.1.0-2-amd64";
    public const string Lines = "boot/refind_linux.conf";
    public const string Stanzas = "boot/efi/EFI/refind/refind.conf";

    /// <summary>With a file of kernel lines beside the kernels, as rEFInd's own installer writes it.</summary>
    public static ScratchHost Create()
    {
        var host = Bare();
        host.Write(
            Lines,
            "\"Boot with standard options\"  \"root=UUID=aa ro quiet\"\n\"Boot to single-user mode\"    \"root=UUID=aa ro quiet single\"\n\"Boot with minimal options\"   \"ro root=UUID=aa\"\n");
        return host;
    }

    /// <summary>With stanzas, one of them in an included file.</summary>
    public static ScratchHost CreateWithStanzas()
    {
        var host = Bare();
        host.Write(Stanzas, $"timeout 5\ninclude mine.conf\nmenuentry \"Old\" {{\n    loader /boot/vmlinuz-{Kernel}\n    options \"root=UUID=aa ro quiet\"\n    disabled\n}}\n");
        host.Write(
            "boot/efi/EFI/refind/mine.conf",
            $"menuentry Debian {{\n    volume \"ROOT\"\n    loader /boot/vmlinuz-{Kernel}\n    initrd /boot/initrd.img-{Kernel}\n    options \"root=UUID=aa ro quiet\" # mine\n    submenuentry \"Single\" {{\n        options \"root=UUID=aa ro single\"\n    }}\n    submenuentry Loud {{\n        options \"root=UUID=aa ro\"\n    }}\n}}\n");
        return host;
    }

    private static ScratchHost Bare()
    {
        var host = new ScratchHost();
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        File.Delete(host.Roots.Etc("default/grub"));
        host.Boot($"root=UUID=aa ro quiet initrd=boot\\initrd.img-{Kernel}");
        return host;
    }
}
