using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Passthrough.Guests;
using Passthrough.Guests.Qemu;
using Passthrough.Qmp;

namespace Passthrough.Tests.Guests.Qemu;

/// <summary>
/// QEMU itself takes the arguments of every golden guest, as far as this machine has what they name: it is started with <c>-S</c>, asked over QMP, and told to quit. What only a
/// machine with a card, KVM, huge pages, a sound server and a TPM has is put aside by the table below; the lab starts guests with those.
/// </summary>
public sealed partial class QemuAcceptanceTests : IDisposable
{
    private const string Program = "/usr/bin/qemu-system-x86_64";
    private const string DiskBytes = "1048576";

    private static readonly ImmutableArray<(string Why, string Pattern, string Replacement)> Elsewhere =
    [
        ("no KVM", "accel=kvm", "accel=tcg"),
        ("no KVM", ",kernel-irqchip=on", ""),
        ("no KVM", "^host(?=,)", "max"),
        ("no KVM", ",kvm=off|,hv-[a-z-]+=[^,]*|,host-cache-info=on,l3-cache=off|,topoext=on", ""),
        ("no huge pages", "hugetlb=on,hugetlbsize=[^,]*,prealloc=on,?", ""),
        ("one node", "host-nodes=\\d+,policy=bind", "host-nodes=0,policy=bind"),
        ("little memory", "(?<=^memory-backend-[a-z]+,id=ram.*)size=\\d+M", "size=SIZEM"),
        ("no bridge", "^tap,id=(?<id>[^,]*).*", "user,id=${id}"),
        ("a queue of a tap", ",mq=on,vectors=\\d+", ""),
        ("no sound server", "^(pa|pipewire|jack|spice),id=(?<id>[^,]*).*", "none,id=${id}"),
        ("QEMU 7.2 says it otherwise", "^user=libvirt-qemu$", ""),
        ("QEMU 7.2 says it otherwise", "reconnect-ms=5000$", "reconnect=5"),
    ];

    // Options whose subject this machine does not have; the option and its value are left out.
    private static readonly ImmutableArray<(string Option, string Pattern)> Absent =
    [
        ("-device", "^(vfio-pci|usb-host|vhost-user-fs-pci|tpm-|virtserialport,.*chardev=spice-agent|usb-redir)"),
        ("-object", "^(iommufd|input-linux)"),
        ("-chardev", "^(socket,id=(share|tpm-socket)|spicevmc)"),
        ("-tpmdev", ""),
        ("-run-with", ""),
        ("-runas", ""),
        ("-pidfile", ""),
        ("-spice", ""),
    ];

    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("qemu");

    public static TheoryData<string, string> Names => TestGuests.Pinned;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Qemu_takes_them(string machine, string name)
    {
        Assert.SkipUnless(File.Exists(Program), "qemu-system-x86_64 is not installed");
        var guest = TestGuests.PinnedDesign(machine, name).Guest;
        var paths = new GuestPaths(folder.FullName, name, folder.FullName);
        var arguments = Here(QemuArguments.Of(guest, paths, TestGuests.HostOf(machine)), guest);
        var start = new ProcessStartInfo(Program) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var words = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{words}\n{string.Join('\n', arguments)}");

        await using var qmp = await QmpClient.ConnectAsync(paths.Qmp, cancellation: TestContext.Current.CancellationToken);
        var status = await qmp.ExecuteAsync("query-status", cancellation: TestContext.Current.CancellationToken);
        var processors = await qmp.ExecuteAsync("query-cpus-fast", cancellation: TestContext.Current.CancellationToken);
        var disks = await qmp.ExecuteAsync("query-block", cancellation: TestContext.Current.CancellationToken);
        await qmp.ExecuteAsync("quit", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("prelaunch", status.GetProperty("status").GetString());
        Assert.Equal(guest.Cpu.Topology.Vcpus, processors.GetArrayLength());
        Assert.Equal(guest.Disks.Length, disks.EnumerateArray().Count(disk => disk.GetProperty("device").GetString() is "" && disk.TryGetProperty("inserted", out var inserted) && IsGuests(inserted)));
    }

    private static bool IsGuests(JsonElement inserted) => inserted.GetProperty("node-name").GetString()!.StartsWith("disk-", StringComparison.Ordinal);

    private IEnumerable<string> Here(ImmutableArray<string> arguments, GuestSpec guest)
    {
        var least = (16 * guest.Cpu.Nodes.Length) + 64;
        var kept = new List<string>();
        for (var index = 0; index < arguments.Length; index++)
        {
            var isOption = index + 1 < arguments.Length && Absent.Any(absent => absent.Option == arguments[index] && Regex.IsMatch(arguments[index + 1], absent.Pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
            index += isOption ? 1 : 0;
            kept.AddRange(isOption ? [] : [arguments[index]]);
        }

        var replaced = kept.Where(argument => argument is not "-S").Select(argument => Elsewhere.Aggregate(argument, (text, rule) => Regex.Replace(text, rule.Pattern, rule.Replacement, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))).TrimEnd(',')).ToList();
        var memory = replaced.IndexOf("-m") + 1;
        var backends = replaced.Count(argument => argument.StartsWith("memory-backend-", StringComparison.Ordinal) && argument.Contains("size=SIZEM", StringComparison.Ordinal));
        replaced[memory] = $"{least / 16 * 16 * backends}M";
        return replaced.Select(argument => FileOption().Replace(argument.Replace("size=SIZEM", $"size={least / 16 * 16}M", StringComparison.Ordinal), match => match.Groups["key"].Value + Made(match.Groups["path"].Value, argument)).Replace("host_device", "file", StringComparison.Ordinal)).Append("-S");
    }

    // A file of the same kind in the place of one that this machine does not have.
    private string Made(string path, string argument)
    {
        var plain = path.Replace(",,", ",", StringComparison.Ordinal);
        if (plain.StartsWith(folder.FullName, StringComparison.Ordinal) && !plain.EndsWith("_VARS.fd", StringComparison.Ordinal))
        {
            return path;
        }

        files.TryAdd(plain, Path.Combine(folder.FullName, $"{files.Count}-{Path.GetFileName(plain)}"));
        var made = files[plain];
        // QEMU makes the file behind a memory itself.
        var kind = argument.Contains("mem-path=", StringComparison.Ordinal) ? "" : argument.Contains("=qcow2", StringComparison.Ordinal) ? "qcow2" : "raw";
        foreach (var format in new[] { kind }.Where(format => format.Length > 0 && !File.Exists(made)))
        {
            using var maker = Process.Start(new ProcessStartInfo("/usr/bin/qemu-img", ["create", "-q", "-f", format, made, DiskBytes]) { UseShellExecute = false })!;
            maker.WaitForExit();
        }

        return made.Replace(",", ",,", StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<key>(^|,)(file\\.filename=|file=|logfile=|romfile=|mem-path=|path=))(?<path>/([^,]|,,)*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileOption();
}
