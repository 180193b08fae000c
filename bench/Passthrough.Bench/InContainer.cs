using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host;
using Passthrough.Planning.Surroundings;
using Passthrough.Processes;
using Passthrough.Rehearsal;
using Passthrough.Rehearsal.VirtualPc;
using Passthrough.Sessions;

namespace Passthrough.Bench;

/// <summary>
/// Measures <c>guest start</c> at this machine's own speed, with systemd, logind and libvirt: in a container (systemd-nspawn(1)) over the virtual PCs' system, of which nothing is written. There is no card for its guests; QEMU clears
/// their memory at the start all the same, as the kernel does for a guest with a card, and what that costs beside is left out on libvirt's side.
/// </summary>
internal static class InContainer
{
    private const string Inside = "/opt/bench";
    private const string Program = "/usr/local/bin/passthrough";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>Adds the rows: builds the system if it is not cached.</summary>
    public static async Task MeasureAsync(BarTable table, string program, int rounds, CancellationToken cancellation)
    {
        var image = await BaseImage.EnsureAsync(RehearsalCache.Folder(), cancellation);
        var sector = (await ToolRunner.RunAsync(new ToolCommand("partx", ["--raw", "--noheadings", "--output", "START", "--nr", "2", image.Disk]), cancellation: cancellation)).OrThrow().Output.Trim();
        var folder = Directory.CreateTempSubdirectory("passthrough-bench-").FullName;
        var system = Directory.CreateDirectory(Path.Combine(folder, "system")).FullName;
        var shared = Directory.CreateDirectory(Path.Combine(folder, "shared")).FullName;
        try
        {
            (await ToolRunner.RunAsync(new ToolCommand("mount", ["-o", $"ro,loop,offset={512 * long.Parse(sector, CultureInfo.InvariantCulture)}", image.Disk, system]), cancellation: cancellation)).OrThrow();
            await File.WriteAllTextAsync(Path.Combine(shared, "hook"), LibvirtHookScript.Text(Program), cancellation);
            var script = Path.Combine(shared, "script");
            await File.WriteAllTextAsync(script, Script(rounds), cancellation);
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            (await ToolRunner.RunAsync(Container(system, shared, program), cancellation: cancellation)).OrThrow(Path.Combine(shared, "log"));
            foreach (var (memory, mostRatio) in ((int, double?)[])[(GuestStarts.Least, null), (GuestStarts.Usual, GuestStarts.MostOwnShare)])
            {
                GuestStarts.Add(table, "container", memory, await File.ReadAllTextAsync(Path.Combine(shared, Result(memory)), cancellation), mostRatio);
            }
        }
        finally
        {
            await ToolRunner.RunAsync(new ToolCommand("umount", [system]), cancellation: CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    // systemd runs the script when it has started, and the container ends with it.
    private static ToolCommand Container(string system, string shared, string program) => new(
        "systemd-nspawn",
        [
            "--boot", $"--directory={system}", "--volatile=overlay", "--machine=passthrough-bench", "--private-network", "--capability=all", "--console=pipe",
            .. UnitStore.HasSystemd(HostRoots.Live) ? ImmutableArray<string>.Empty : ["--register=no", "--keep-unit"],
            $"--bind-ro={Path.GetFullPath(program)}:{Program}", $"--bind={shared}:{Inside}",
            $"systemd.run={Inside}/script", "systemd.run_success_action=exit", "systemd.run_failure_action=exit",
        ])
    {
        TimeLimit = Limit,
        Environment = ImmutableDictionary<string, string>.Empty.Add("SYSTEMD_NSPAWN_UNIFIED_HIERARCHY", "1"),
    };

    // logind, which the base leaves out, is on everybody's machine, and its inhibitor is part of a start.
    private static string Script(int rounds) => $$"""
        #!/bin/bash
        set -e
        exec 2> {{Inside}}/log
        rm -f /etc/systemd/system/systemd-logind.service
        systemctl daemon-reload
        systemctl start systemd-logind
        mkdir -p $(dirname {{LibvirtHookScript.Path}}) /etc/passthrough
        cp {{Inside}}/hook {{LibvirtHookScript.Path}}
        chmod +x {{LibvirtHookScript.Path}}
        {{GuestStarts.WriteClocks}}
        systemctl start libvirtd
        echo guests: > /etc/passthrough/passthrough.yaml
        {{Guest(GuestStarts.Least, rounds)}}
        {{Guest(GuestStarts.Usual, rounds)}}
        """;

    private static string Guest(int memory, int rounds) => $$"""
        printf '%s\n' '  - { name: ours{{memory}}, accelerator: tcg, firmware: bios, memory: {{memory}}M, cpu: 1, sleep: inhibit, network: none, display: none, guest-agent: off }' >> /etc/passthrough/passthrough.yaml
        passthrough guest start ours{{memory}} > /dev/null
        passthrough guest stop ours{{memory}} --force > /dev/null
        virsh dumpxml ours{{memory}} --inactive | sed '/<currentMemory/a <memoryBacking><allocation mode="immediate"/></memoryBacking>' > /run/ours.xml
        virsh define /run/ours.xml > /dev/null
        {{GuestStarts.DefinePlain(memory)}}
        {
        {{GuestStarts.Pairs(memory, rounds)}}
        } > {{Inside}}/{{Result(memory)}}
        """;

    private static string Result(int memory) => string.Create(CultureInfo.InvariantCulture, $"{memory}.pairs");
}
