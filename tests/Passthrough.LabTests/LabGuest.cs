using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Passthrough.LabTests;

/// <summary>A guest inside a virtual PC, described in the PC's own intent, with the questions that tests ask its QEMU.</summary>
/// <param name="machine">The PC.</param>
/// <param name="name">The guest's name.</param>
/// <param name="runtime">What runs it: <c>libvirt</c> or <c>qemu</c>.</param>
internal sealed class LabGuest(LabMachine machine, string name, string runtime)
{
    public const string Intent = "/etc/passthrough/passthrough.yaml";

    // include/uapi/asm-generic/fcntl.h
    private const int Direct = 0x4000;
    private const int AccessMode = 0x3;

    /// <summary>Makes it the only guest of the intent.</summary>
    /// <param name="lines">What stands below its name and runtime.</param>
    public Task DescribeAsync(params IEnumerable<string> lines) => machine.OutputAsync(
        $"mkdir -p /etc/passthrough && cat > {Intent} <<'EOF'\nguests:\n  - name: {name}\n    runtime: {runtime}\n{string.Concat(lines.Select(line => $"    {line}\n"))}EOF");

    public async Task StartAsync() => (await machine.RunAsync($"passthrough guest start {name}")).Expect();

    /// <summary>Stops and removes it, whether it runs or not, and the intent, which is none of the program's own making.</summary>
    public Task RemoveAsync() => machine.RunAsync($"passthrough guest stop {name} --force; passthrough guest delete {name}; rm -f {Intent}");

    /// <summary>The id of its QEMU.</summary>
    public Task<string> ProcessAsync() => machine.OutputAsync($"pgrep -f '[g]uest={name},'");

    /// <summary>What a command of its monitor returns.</summary>
    public async Task<JsonElement> AskAsync(string command, params IEnumerable<(string Name, string Value)> arguments)
    {
        var line = $"{{\"execute\":\"{command}\",\"arguments\":{{{string.Join(',', arguments.Select(argument => $"\"{argument.Name}\":\"{argument.Value}\""))}}}}}";
        var answer = await machine.OutputAsync(runtime switch
        {
            "libvirt" => $"virsh qemu-monitor-command {name} '{line}'",
            _ => $"printf '%s\\n%s\\n' '{{\"execute\":\"qmp_capabilities\"}}' '{line}' | timeout 60 socat -t 20 - UNIX-CONNECT:/run/passthrough/guests/{name}.qmp | grep return | tail -n1",
        });
        return JsonDocument.Parse(answer).RootElement.GetProperty("return").Clone();
    }

    /// <summary>A property of one of its objects.</summary>
    public Task<JsonElement> PropertyAsync(string path, string property) => AskAsync("qom-get", ("path", path), ("property", property));

    /// <summary>The host's functions that it owns, by the ids of this program.</summary>
    public async Task<ImmutableArray<string>> HostDevicesAsync()
    {
        var children = await AskAsync("qom-list", ("path", "/machine/peripheral"));
        return [.. children.EnumerateArray().Where(child => child.GetProperty("type").GetString() is "child<vfio-pci>").Select(child => child.GetProperty("name").GetString()!.Replace("ua-", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The files that its QEMU has open.</summary>
    public async Task<ImmutableArray<OpenFile>> OpenFilesAsync()
    {
        var lines = await machine.OutputAsync(
            $"cd /proc/$(pgrep -f '[g]uest={name},') && ls -l fd | sed -n 's/.* \\([0-9]*\\) -> /\\1 /p' | while read fd target; do while read key value; do [ $key != flags: ] || echo $value $target; done < fdinfo/$fd; done");
        return [.. lines.Split('\n').Select(line => line.Split(' ', 2)).Select(words => OpenFileOf(Convert.ToInt32(words[0], 8), words[1]))];
    }

    /// <summary>How much memory its QEMU may lock: bytes, or the word unlimited.</summary>
    public Task<string> MemoryLimitAsync() => machine.OutputAsync($"prlimit --pid $(pgrep -f '[g]uest={name},') --memlock --noheadings --raw --output HARD");

    /// <summary>How much memory libvirt will let it lock, as the program tells the person, in bytes.</summary>
    public async Task<string> ForetoldMemoryLimitAsync()
    {
        using var shown = await machine.DocumentAsync($"passthrough guest show {name} --json", 0);
        var reason = shown.RootElement.GetProperty("choices").EnumerateArray().Single(choice => choice.GetProperty("key").GetString() is "memory.locked").GetProperty("reason").GetString()!;
        var amount = reason[(reason.LastIndexOf(' ') + 1)..];
        return (long.Parse(amount[..^1], CultureInfo.InvariantCulture) << (amount[^1] is 'G' ? 30 : 20)).ToString(CultureInfo.InvariantCulture);
    }

    private static OpenFile OpenFileOf(int flags, string path) => new(path, (flags & AccessMode) != 0, (flags & Direct) != 0);
}
