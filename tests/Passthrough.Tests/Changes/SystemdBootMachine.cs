using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Firmware;

namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> that systemd-boot starts, with entries as Debian's kernel-install writes them to an EFI system partition at <c>/boot/efi</c>.</summary>
internal static class SystemdBootMachine
{
    public const string MachineId = "0123456789abcdef0123456789abcdef";
    public const string Kernel = "6.1.0-2-amd64";
    public const string Fallback = "boot/efi/loader/entries/0-passthrough-fallback.conf";

    public static string EntryOf(string kernel) => $"boot/efi/loader/entries/{MachineId}-{kernel}.conf";

    public static string ImageOf(string kernel) => $"boot/efi/{MachineId}/{kernel}/initrd.img-{kernel}";

    public static ScratchHost Create()
    {
        var host = new ScratchHost();
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        File.Delete(host.Roots.Etc("default/grub"));
        host.Write("etc/machine-id", MachineId + "\n");
        host.Write("usr/bin/bootctl", "");
        host.Write("boot/efi/loader/loader.conf", "#timeout 3\n");
        host.AddEntry("6.1.0-1-amd64");
        host.AddEntry(Kernel);
        host.Boot($"initrd=\\{MachineId}\\{Kernel}\\initrd.img-{Kernel} root=UUID=aa ro quiet systemd.machine_id={MachineId}");
        host.SetVariable("LoaderInfo", "systemd-boot 252.39-1~deb12u2");
        host.SetVariable("LoaderEntrySelected", $"{MachineId}-{Kernel}.conf");
        host.SetBits("LoaderFeatures", 0xff);
        return host;
    }

    /// <summary>What <c>kernel-install add</c> leaves on the partition.</summary>
    public static void AddEntry(this ScratchHost host, string kernel, string words = "root=UUID=aa ro quiet")
    {
        host.Write(ImageOf(kernel), "old image " + kernel);
        host.Write($"boot/efi/{MachineId}/{kernel}/linux", "kernel " + kernel);
        host.Write(
            EntryOf(kernel),
            $"title      Debian GNU/Linux 12 (bookworm)\nversion    {kernel}\nmachine-id {MachineId}\nsort-key   debian\noptions    {words} systemd.machine_id={MachineId}\n"
            + $"linux      /{MachineId}/{kernel}/linux\ninitrd     /{MachineId}/{kernel}/initrd.img-{kernel}\n");
    }

    public static void Boot(this ScratchHost host, string line) => host.Write("proc/cmdline", line + "\n");

    public static void SetVariable(this ScratchHost host, string name, string value)
    {
        var path = EfiVariables.LoaderPath(host.Roots, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, EfiVariable.FileOf(value));
    }

    public static void RemoveVariable(this ScratchHost host, string name) => File.Delete(EfiVariables.LoaderPath(host.Roots, name));

    public static void SetBits(this ScratchHost host, string name, byte bits) => File.WriteAllBytes(EfiVariables.LoaderPath(host.Roots, name), [6, 0, 0, 0, bits, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>What the firmware keeps for a variable; null when it is absent.</summary>
    public static string? Variable(this ScratchHost host, string name) => EfiVariables.LoaderText(new Passthrough.Host.Reading.MachineReader(host.Roots), name);

    public static string? DefaultOf(this ScratchHost host) => host.Variable(LoaderVariables.DefaultName);

    public static string? OneShotOf(this ScratchHost host) => host.Variable(LoaderVariables.OneShotName);
}
