using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine whose root, with <c>/boot</c> in it, is a subvolume of btrfs, as installers of several distributions make it, and which has booted from there: GRUB reads its menu from what it cannot write.</summary>
public sealed class BtrfsMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout { DiskGiB = 8 })
{
    private const string Move = """
        set -e
        dpkg --install /usr/share/passthrough-rehearsal/packages/btrfs-progs/*.deb
        sfdisk --quiet --relocate gpt-bak-std /dev/vda
        echo 'type=0FC63DAF-8483-4772-8E79-3D69D8477DE4' | sfdisk --quiet --append --no-reread /dev/vda
        partx --add --nr 3 /dev/vda
        mkfs.btrfs --quiet /dev/vda3
        mount /dev/vda3 /mnt
        btrfs subvolume create /mnt/@
        umount /mnt
        mount -o subvol=@ /dev/vda3 /mnt
        cp -a --one-file-system /. /mnt
        mount --rbind /dev /mnt/dev && mount --rbind /proc /mnt/proc && mount --rbind /sys /mnt/sys && mount /dev/vda1 /mnt/boot/efi
        id=$(blkid -s UUID -o value /dev/vda3)
        sed -i "s|^UUID=[^ ]* / ext4 [^ ]* 0 1|UUID=$id / btrfs subvol=@ 0 0|" /mnt/etc/fstab
        printf 'search.fs_uuid %s root\nset prefix=($root)/@/boot/grub\nnormal $prefix/grub.cfg\n' $id > /tmp/stub.cfg
        grub-mkimage -O x86_64-efi -c /tmp/stub.cfg -p /@/boot/grub -o /boot/efi/EFI/BOOT/BOOTX64.EFI part_gpt btrfs fat search search_fs_uuid configfile normal linux echo test serial terminal gzio minicmd all_video efi_gop
        echo btrfs >> /mnt/etc/initramfs-tools/modules
        chroot /mnt update-initramfs -u
        chroot /mnt grub-mkconfig -o /boot/grub/grub.cfg
        sync
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OutputAsync(MountEfiPartition);
        (await RunAsync(Move)).Expect();
        await RebootAsync();
        Assert.Equal("btrfs", await OutputAsync("findmnt --noheadings --output FSTYPE --target /boot/grub"));
        ManifestAtFirst = await ManifestAsync();
    }
}
