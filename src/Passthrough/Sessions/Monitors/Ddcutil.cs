using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests.Display;
using Passthrough.Host;
using Passthrough.Host.Distribution;
using Passthrough.Host.Reading;
using Passthrough.Processes;

namespace Passthrough.Sessions.Monitors;

/// <summary>The commands of ddcutil (https://www.ddcutil.com/command_getvcp/, https://www.ddcutil.com/command_setvcp/) that read and switch the input of a monitor.</summary>
internal static class Ddcutil
{
    /// <summary>The program, and the package that brings it.</summary>
    public const string Program = "ddcutil";

    private const string InputFeature = "60";

    // It looks through all buses for the monitor, and asks again where one does not answer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Passes when the program and the kernel's part are there.</summary>
    /// <param name="roots">The machine.</param>
    /// <exception cref="ToolFailedException">One is not; the next step says how to have it.</exception>
    public static void Require(HostRoots roots)
    {
        var reader = new MachineReader(roots);
        InstalledTool.Require(Program, "switches monitors", OsRelease.Parse(reader.ReadText(roots.Etc("os-release")) ?? reader.ReadText(roots.Usr("lib/os-release"))), _ => [Program]);
        if (!reader.Exists(roots.Sys("class/i2c-dev")))
        {
            throw new ToolFailedException("the module i2c-dev, by which ddcutil reaches monitors, is not loaded", roots.NameOf(roots.Sys("class/i2c-dev")), "sudo modprobe i2c-dev; a line 'i2c-dev' in /etc/modules-load.d/i2c-dev.conf loads it at each start");
        }
    }

    /// <summary>Reads the input that a monitor shows.</summary>
    public static ToolCommand Read(MonitorInput monitor) => new(Program, ["getvcp", InputFeature, "--terse", .. NameOf(monitor)]) { TimeLimit = Limit };

    /// <summary>Switches the input of a monitor. Nothing is read back: the monitor has turned away from who would ask.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="input">The input.</param>
    public static ToolCommand Switch(MonitorInput monitor, int input) =>
        new(Program, ["setvcp", InputFeature, string.Create(CultureInfo.InvariantCulture, $"x{input:x2}"), "--noverify", .. NameOf(monitor)]) { TimeLimit = Limit };

    /// <summary>The input in what <see cref="Read"/> prints: <c>VCP 60 SNC x0f</c>, or <c>VCP 60 CNC</c> with four bytes of which the last counts.</summary>
    /// <param name="output">Its output.</param>
    /// <returns>Null when it tells none.</returns>
    public static int? ParseInput(string output) =>
        output.Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Select(words => words switch
        {
            ["VCP", InputFeature, "SNC", var value] => Byte(value),
            ["VCP", InputFeature, "CNC", _, _, _, var value] => Byte(value),
            _ => null,
        }).FirstOrDefault(value => value is not null);

    private static int? Byte(string word) => word.StartsWith('x') && byte.TryParse(word.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static ImmutableArray<string> NameOf(MonitorInput monitor) => monitor.Bus is { } bus
        ? ["--bus", bus.ToString(CultureInfo.InvariantCulture)]
        : [.. monitor.Model is { } model ? ["--model", model] : (string[])[], .. monitor.Serial is { } serial ? ["--sn", serial] : (string[])[]];
}
