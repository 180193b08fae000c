namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> as Pop!_OS lays it out: systemd-boot, two entries and copies of two kernels that kernelstub writes to an EFI system partition at <c>/boot/efi</c>.</summary>
internal static class PopMachine
{
    public const string Configuration = "etc/kernelstub/configuration";
    public const string Current = "boot/efi/loader/entries/Pop_OS-current.conf";
    public const string Old = "boot/efi/loader/entries/Pop_OS-oldkern.conf";
    public const string Folder = "boot/efi/EFI/Pop_OS-aa";
    public const string Hook = "etc/initramfs/post-update.d/zz-kernelstub";
    public const string Options = "root=UUID=aa ro quiet splash";

    /// <summary>As <c>json.dump</c> with an indent of two writes it: no line end at the end.</summary>
    public const string Text =
        """
        {
          "default": {
            "kernel_options": [
              "quiet",
              "splash"
            ],
            "esp_path": "/boot/efi",
            "config_rev": 3
          },
          "user": {
            "kernel_options": [
              "quiet",
              "splash"
            ],
            "esp_path": "/boot/efi",
            "setup_loader": true,
            "manage_mode": true,
            "live_mode": false,
            "config_rev": 3
          }
        }
        """;

    public static ScratchHost Create()
    {
        var host = SystemdBootMachine.Create();
        Directory.Delete(host.Roots.Boot("efi"), recursive: true);
        host.Write(Configuration, Text);
        host.Write("boot/efi/loader/loader.conf", "default Pop_OS-current\n");
        host.Write("boot/efi/loader/entries/Recovery-AA.conf", "title Pop!_OS Recovery\nlinux /EFI/Recovery-AA/vmlinuz.efi\ninitrd /EFI/Recovery-AA/initrd.gz\noptions boot=casper hostname=recovery live-media-path=/casper-AA noprompt\n");
        host.RunKernelstub("6.1.0-2-amd64", "6.1.0-1-amd64");
        host.Write(Hook, "#!/bin/bash\nkernelstub --preserve-live-mode\n");
        File.SetUnixFileMode(Path.Combine(host.Root, Hook), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        host.SetVariable("LoaderEntrySelected", "Pop_OS-current.conf");
        host.Boot($"initrd=\\EFI\\Pop_OS-aa\\initrd.img {Options}");
        return host;
    }

    /// <summary>What kernelstub does when a kernel or an initramfs was installed.</summary>
    public static void RunKernelstub(this ScratchHost host, string newest, string? previous, string options = Options)
    {
        host.Copy(newest, "vmlinuz.efi", "initrd.img");
        host.Write(Current, Entry(options, ".efi", ""));
        if (previous is not null)
        {
            host.Copy(previous, "vmlinuz-previous.efi", "initrd.img-previous");
            host.Write(Old, Entry(options, "-previous.efi", "-previous"));
        }
    }

    private static void Copy(this ScratchHost host, string version, string kernel, string image)
    {
        Directory.CreateDirectory(Path.Combine(host.Root, Folder));
        File.Copy(host.Roots.Boot($"vmlinuz-{version}"), Path.Combine(host.Root, Folder, kernel), overwrite: true);
        File.Copy(host.Roots.Boot($"initrd.img-{version}"), Path.Combine(host.Root, Folder, image), overwrite: true);
    }

    private static string Entry(string options, string kernelEnd, string imageEnd) =>
        $"title Pop!_OS\nlinux /EFI/Pop_OS-aa/vmlinuz{kernelEnd}\ninitrd /EFI/Pop_OS-aa/initrd.img{imageEnd}\noptions {options}\n";
}
