namespace Passthrough.Tests.Changes;

/// <summary>Machines whose boot loader cannot try a start once, and whose firmware can start the kernel without it: started by UEFI, kernels with an EFI stub, and the loader's partition mounted.</summary>
internal static class StubMachine
{
    public const string RefindProgram = @"\EFI\refind\refind_x64.efi";
    public const string RefindLine = $"root=UUID=aa ro quiet initrd=boot\\initrd.img-{RefindMachine.Kernel}";

    /// <summary>The kernels on the root file system, where rEFInd finds them; its partition at <c>/boot/efi</c>.</summary>
    public static ScratchHost Refind()
    {
        var host = RefindMachine.Create();
        host.MakeStartable(RefindProgram, "/boot/efi", RefindMachine.Kernel);
        host.Boot(RefindLine);
        return host;
    }

    /// <summary>All on one partition at <c>/boot</c>, with microcode, and a Limine that reads no variables.</summary>
    public static ScratchHost Limine()
    {
        var host = LimineMachine.Create();
        host.SetBits("LoaderFeatures", 0);
        host.Write("boot/intel-ucode.img", "microcode");
        host.MakeStartable(@"\EFI\limine\BOOTX64.EFI", "/boot", LimineMachine.Kernel);
        return host;
    }

    /// <summary>What <c>/proc/self/mountinfo</c> says of the loader's partition.</summary>
    public static void Mount(this ScratchHost host, string place, string root = "/") => host.Write("proc/self/mountinfo", $"29 1 8:2 / / rw - ext4 /dev/vda2 rw\n30 29 8:1 {root} {place} rw - vfat /dev/vda1 rw\n");

    /// <summary>A start by the entry of the firmware's that starts the machine as before.</summary>
    public static void FallBack(this ScratchHost host)
    {
        host.RemoveFirmwareVariable("BootNext");
        host.WriteFirmwareVariable("BootCurrent", Passthrough.Host.Firmware.FirmwareVariables.FileOf([3]));
        host.Boot(host.Firmware().Find(3)!.Option.Options!);
    }

    private static void MakeStartable(this ScratchHost host, string program, string place, string kernel)
    {
        Directory.CreateDirectory(host.Roots.Sys("firmware/efi/efivars"));
        Directory.CreateDirectory(host.Roots.Locate(place));
        host.StartByFirmware(program);
        File.WriteAllBytes(host.Roots.Boot($"vmlinuz-{kernel}"), UnifiedImageDouble.Build(isSigned: false, (".text", "kernel"u8.ToArray())));
        host.AddBlockDevice("vda/vda1", "8:1");
        host.Link($"dev/disk/by-partuuid/{UnifiedMachine.Partition}", "../../vda1");
        host.Mount(place);
    }
}
