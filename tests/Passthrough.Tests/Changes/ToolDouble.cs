using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Changes.Initramfs;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Dracut;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;
using Passthrough.Native.Libc;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

/// <summary>Generators that do in memory what the real ones do: an image holds this program's files when they are installed, a configuration carries the words.</summary>
internal sealed class ToolDouble(HostRoots roots) : IBootTools
{
    private int builds;

    /// <summary>The program that is not installed; null when all are.</summary>
    public string? Absent { get; set; }

    /// <summary>The tool that fails; null when none does.</summary>
    public string? Failing { get; set; }

    /// <summary>Called before each tool.</summary>
    public Action<string>? OnRun { get; set; }

    /// <summary>Called with the kernel of each image.</summary>
    public Action<string>? OnBuild { get; set; }

    /// <summary>Bytes that an image holds besides.</summary>
    public int Bulk { get; set; }

    /// <summary>Scripts of init-top in the image's order.</summary>
    public IReadOnlyList<string> Order { get; set; } = ["all_generic_ide", "passthrough", "udev"];

    /// <summary>What the names of files begin with in GRUB's configuration: a subvolume that is the machine's root; empty for none.</summary>
    public string Subvolume { get; set; } = "";

    /// <summary>True when unified kernel images are signed as they are built.</summary>
    public bool Signs { get; set; }

    /// <summary>The kernel line of every unified kernel image; null for what the real tools would take.</summary>
    public string? Line { get; set; }

    public IReadOnlyList<string> Missing(Plan plan) =>
        [.. new[] { InitramfsPrograms.BuilderOf(plan.Generator), "grub-mkconfig", "proxmox-boot-tool" }.Concat(plan.Changes.OfType<ToolChange>().Select(tool => tool.Do[0])).OfType<string>().Where(program => string.Equals(program, Absent, StringComparison.Ordinal))];

    public void BuildInitramfs(InitramfsGenerator generator, InitramfsImage image, string output, ToolSurroundings surroundings)
    {
        Run(image.Unified?.InstalledKernel is null ? InitramfsPrograms.BuilderOf(generator)! : "kernel-install");
        OnBuild?.Invoke(image.KernelVersion);
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["init"] = "#!/bin/sh\n",
            // Two images of the same sources differ, as the real ones do.
            ["etc/stamp"] = (++builds).ToString(CultureInfo.InvariantCulture),
            ["scripts/init-top/ORDER"] = string.Concat(Order.Where(name => !string.Equals(name, "passthrough", StringComparison.Ordinal) || IsInstalled).Select(name => $"/scripts/init-top/{name} \"$@\"\n[ -e /conf/param.conf ] && . /conf/param.conf\n")),
        };
        if (generator == InitramfsGenerator.Mkinitcpio)
        {
            files.Remove("scripts/init-top/ORDER");
            files["config"] = $"MODULES=\"i915\"\nEARLYHOOKS=\"{string.Join(' ', Order.Where(name => name is not "udev").Append("udev"))}\"\nHOOKS=\"udev\"\n";
            files["usr/bin/passthrough-isolate"] = "script";
        }

        if (generator == InitramfsGenerator.Dracut)
        {
            files.Remove("scripts/init-top/ORDER");
            files["usr/lib/dracut/hooks/pre-udev/05-passthrough-isolate.sh"] = "hook";
            files["usr/sbin/passthrough-isolate"] = "script";
        }

        // As mkinitramfs does, all of it.
        foreach (var path in Directory.Exists(roots.Etc("modprobe.d")) ? Directory.EnumerateFiles(roots.Etc("modprobe.d")) : [])
        {
            files[$"etc/modprobe.d/{Path.GetFileName(path)}"] = "options";
        }

        if (Bulk > 0)
        {
            files["etc/bulk"] = new string('x', Bulk);
        }

        if (IsInstalled)
        {
            files["scripts/init-top/passthrough"] = "script";
            files["etc/passthrough/isolated-devices"] = "list";
        }

        if (IsInstalled || File.Exists(roots.Etc("initramfs-tools/hooks/passthrough")))
        {
            files[$"usr/lib/modules/{image.KernelVersion}/kernel/drivers/vfio/pci/vfio-pci.ko"] = "module";
        }

        byte[] initramfs = [.. CpioDouble.Archive(new Dictionary<string, string>(StringComparer.Ordinal) { ["kernel/x86/microcode/GenuineIntel.bin"] = "microcode" }), .. new byte[512], .. (Bulk > 0 ? CpioDouble.Archive(files) : CpioDouble.Gzip(CpioDouble.Archive(files)))];
        File.WriteAllBytes(output, image.Unified is { } unified ? UnifiedImageDouble.Of(Line ?? LineOf(unified.InstalledKernel is null && generator == InitramfsGenerator.Dracut), image.KernelVersion, SystemOf(image.KernelVersion, unified.Preset), initramfs, Signs) : initramfs);
    }

    public void GenerateBootConfiguration(string output, ToolSurroundings surroundings)
    {
        Run("grub-mkconfig");
        File.WriteAllText(output, GrubConfiguration(roots).Replace("/boot/", $"{Subvolume}/boot/", StringComparison.Ordinal));
    }

    public void CheckBootScript(string file, ToolSurroundings surroundings) => Run("grub-script-check");

    public void EditBootEnvironment(string file, ImmutableSortedDictionary<string, string> variables, ImmutableArray<string> removed, ToolSurroundings surroundings)
    {
        Run("grub-editenv");
        var lines = Encoding.UTF8.GetString(File.ReadAllBytes(file)).TrimEnd('#').Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !removed.Concat(variables.Keys).Any(name => line.StartsWith(name + "=", StringComparison.Ordinal)));
        File.WriteAllText(file, Environment([.. lines.Skip(1), .. variables.Select(pair => $"{pair.Key}={pair.Value}")]));
    }

    public string Checksum(string file, ToolSurroundings surroundings)
    {
        Run("b2sum");
        return ChecksumOf(file);
    }

    /// <summary>As many digits as b2sum prints.</summary>
    public static string ChecksumOf(string file) => Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(File.ReadAllBytes(file)));

    public void SetBootVariable(string name, string? value, ToolSurroundings surroundings)
    {
        Run("bootctl");
        var path = EfiVariables.LoaderPath(roots, name);
        File.WriteAllBytes(path, EfiVariable.FileOf(value ?? ""));
        Array.ForEach(value is null ? [path] : Array.Empty<string>(), File.Delete);
    }

    /// <summary>Copies what <c>proxmox-boot-tool refresh</c> copies to a partition that is not mounted: a folder beside the machine's own.</summary>
    public void WriteBootPartitions(ToolSurroundings surroundings)
    {
        Run("proxmox-boot-tool");
        var partition = Directory.CreateDirectory(Path.Combine(roots.Root, "partition")).FullName;
        foreach (var image in Directory.EnumerateFiles(roots.Boot(), "initrd.img-*"))
        {
            File.Copy(image, Path.Combine(partition, Path.GetFileName(image)), overwrite: true);
        }

        var line = new[] { roots.Etc("kernel/cmdline"), roots.Etc("default/grub") }.First(File.Exists);
        File.Copy(line, Path.Combine(partition, "line"), overwrite: true);
    }

    public void RunTool(ImmutableArray<string> command, ToolSurroundings surroundings)
    {
        Run(command[0]);
        Commands.Add(string.Join(' ', command));
        Action act = command switch
        {
            ["gpasswd", "-a", var user, var group] => () => EditMembers(group, members => [.. members, user]),
            ["gpasswd", "-d", var user, var group] => () => EditMembers(group, members => [.. members.Where(member => !string.Equals(member, user, StringComparison.Ordinal))]),
            ["virsh", .., "net-autostart", var network] and not [.., "--disable", _] => () => File.Copy(Definition(network), Automatic(network)),
            ["virsh", .., "--disable", var network] => () => File.Delete(Automatic(network)),
            ["virsh", .., "net-start", var network] => () => File.Copy(Definition(network), Status(network)),
            ["virsh", .., "net-destroy", var network] => () => File.Delete(Status(network)),
            ["rpm-ostree", "kargs", .. var edits] => () => AtomicMachine.Stage(roots, words => words.Except(Values(edits, "--delete-if-present=")).Union(Values(edits, "--append-if-missing=")), files => files),
            ["rpm-ostree", "initramfs-etc", .. var edits] => () => AtomicMachine.Stage(roots, words => words, files => files.Except(Values(edits, "--untrack=")).Union(Values(edits, "--track="))),
            ["apt-get" or "dpkg" or "dnf" or "rpm" or "pacman" or "zypper", ..] => () => PackageManagerDouble.Run(roots, command, OnRun),
            ["semanage", "fcontext", "-a", "-t", var type, var path] => () => File.WriteAllText(Contexts, $"# as semanage writes it\n\n{path}    system_u:object_r:{type}:s0\n"),
            ["semanage", "fcontext", "-d", _] => () => File.WriteAllText(Contexts, "# as semanage writes it\n\n"),
            ["restorecon", "-F", var path] => () => Label(path, $"system_u:object_r:{SecurityReader.Read(new MachineReader(roots)).LocalTypeOf(path)}:s0"),
            ["chcon", var label, var path] => () => Label(path, label),
            _ => () => throw new ToolFailedException($"no such command: {string.Join(' ', command)}", command[0]),
        };
        (IsIdle ? () => { } : act)();
    }

    private static IEnumerable<string> Values(ImmutableArray<string> arguments, string option) =>
        arguments.Where(argument => argument.StartsWith(option, StringComparison.Ordinal)).Select(argument => argument[option.Length..]);

    /// <summary>The commands that were run, in order.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>True when tools say that they did it and did not.</summary>
    public bool IsIdle { get; set; }

    private void Label(string path, string label) => ExtendedAttributes.Set(roots.Locate(path), SelinuxLabel.Attribute, Encoding.UTF8.GetBytes(label));

    private string Contexts => roots.Etc("selinux/targeted/contexts/files/file_contexts.local");

    private string Definition(string network) => roots.Etc($"libvirt/qemu/networks/{network}.xml");

    private string Automatic(string network) => roots.Etc($"libvirt/qemu/networks/autostart/{network}.xml");

    private string Status(string network) => roots.Run($"libvirt/network/{network}.xml");

    /// <summary>As gpasswd does it, but for the time of the file, by which tests see whether a file of their machine is as before.</summary>
    private void EditMembers(string group, Func<string[], string[]> edit)
    {
        var path = roots.Etc("group");
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllLines(path, File.ReadAllLines(path).Select(line => line.Split(':') is var fields && string.Equals(fields[0], group, StringComparison.Ordinal)
            ? string.Join(':', [.. fields[..3], string.Join(',', edit(fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries)))])
            : line));
        File.SetLastWriteTimeUtc(path, time);
    }

    /// <summary>A file as GRUB keeps it: 1,024 bytes.</summary>
    public static string Environment(params string[] lines) => string.Concat(lines.Prepend("# GRUB Environment Block").Select(line => line + "\n")).PadRight(1024, '#');

    public void Decompress(Compression compression, string input, string output, ToolSurroundings surroundings) => throw new ToolFailedException("not needed", "zstd");

    public static string GrubConfiguration(HostRoots roots)
    {
        var words = Passthrough.Changes.KernelCommandLine.GrubDefaultsEditor.Read(Encoding.UTF8.GetString(File.ReadAllBytes(roots.Etc("default/grub"))), "GRUB_CMDLINE_LINUX_DEFAULT").Words;
        var text = new StringBuilder("set default=\"0\"\n");
        foreach (var image in Directory.EnumerateFiles(roots.Boot(), "vmlinuz-*").OrderDescending(StringComparer.Ordinal))
        {
            var version = Path.GetFileName(image)["vmlinuz-".Length..];
            var initramfs = new[] { $"initrd.img-{version}", $"initramfs-{version}.img" }.First(name => File.Exists(roots.Boot(name)));
            text.Append(CultureInfo.InvariantCulture, $"menuentry 'Debian {version}' --class debian {{\n\tlinux\t/boot/vmlinuz-{version} root=UUID=aa ro {string.Join(' ', words)}\n\tinitrd\t/boot/{initramfs}\n}}\n");
            text.Append(CultureInfo.InvariantCulture, $"menuentry 'Debian {version} (recovery mode)' {{\n\tlinux\t/boot/vmlinuz-{version} root=UUID=aa ro single\n\tinitrd\t/boot/{initramfs}\n}}\n");
        }

        return text.Append("if [ -f  ${config_directory}/custom.cfg ]; then\n  source ${config_directory}/custom.cfg\nfi\n").ToString();
    }

    /// <summary>The line as mkinitcpio finds it, or as dracut does: what it is given, else what it finds out of the machine.</summary>
    private string LineOf(bool isDracuts) => isDracuts
        ? DracutConfiguration.Sourced(DracutConfiguration.Read(new MachineReader(roots))).SelectMany(file => BashAssignments.Parse(file.Text)).LastOrDefault(assignment => assignment.Name is "kernel_cmdline")?.Words[0] ?? UnifiedMachine.Line
        : Encoding.UTF8.GetString(File.ReadAllBytes(File.Exists(roots.Etc("kernel/cmdline")) ? roots.Etc("kernel/cmdline") : roots.Proc("cmdline"))).Replace('\n', ' ');

    private string SystemOf(string version, string? preset) =>
        $"{(preset is null ? "" : $"VERSION_ID={version}{(preset.EndsWith("-default", StringComparison.Ordinal) ? "" : "~" + preset[(preset.LastIndexOf('-') + 1)..])}\n")}{Encoding.UTF8.GetString(File.ReadAllBytes(roots.Etc("os-release")))}";

    private bool IsInstalled => File.Exists(roots.Etc("initcpio/install/passthrough"))
        || File.Exists(roots.Usr("lib/dracut/modules.d/90passthrough/module-setup.sh"))
        || (File.Exists(roots.Etc("initramfs-tools/scripts/init-top/passthrough")) && File.Exists(roots.Etc("initramfs-tools/hooks/passthrough")));

    private void Run(string tool)
    {
        OnRun?.Invoke(tool);
        _ = string.Equals(Failing, tool, StringComparison.Ordinal) ? throw new ToolFailedException($"'{tool}' ended with exit code 1: no", tool) : 0;
    }
}
