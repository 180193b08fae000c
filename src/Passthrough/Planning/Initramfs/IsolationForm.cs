using System.Collections.Immutable;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Initramfs;

/// <summary>How isolation is put into an initramfs, by who builds it.</summary>
/// <param name="Files">What the generator reads, besides the list of devices.</param>
/// <param name="InImage">File names (ends of paths) by which an image shows that it has them.</param>
/// <param name="RunsBeforeUdev">The script or hook that the image must run before udev; null for none.</param>
internal sealed record IsolationForm(ImmutableArray<IsolationFile> Files, ImmutableArray<string> InImage, string? RunsBeforeUdev)
{
    /// <summary>Changes of the generator's own configuration, by which it runs the files.</summary>
    public Func<BootFacts, IEnumerable<Change>> Configuration { get; init; } = _ => [];

    /// <summary>All changes of what the generator reads.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <exception cref="Failures.RefusedException">A file cannot be edited with certainty.</exception>
    public IEnumerable<Change> Changes(BootFacts boot) =>
        Files.SelectMany(file => OwnFile.Write(boot, file.Id, file.Title, file.Reason, file.Path, file.Text, file.Mode)).Concat(Configuration(boot));

    /// <summary>The form by which the images hold vfio-pci and the order of loading, and isolate nothing themselves; null when this program has none for the generator.</summary>
    /// <param name="generator">Who builds the initramfs.</param>
    public static IsolationForm? ByIds(InitramfsGenerator generator) => generator switch
    {
        InitramfsGenerator.InitramfsTools => new([new("initramfs-hook", BuildTitle, ByIdsReason, InitramfsHook.Path, InitramfsHook.ModulesText, NewFileMode.Executable)], [], null),
        InitramfsGenerator.Dracut => new([new("dracut-drivers", BuildTitle, ByIdsReason, DracutDrivers.Path, DracutDrivers.Text, NewFileMode.Plain)], [], null),
        InitramfsGenerator.Mkinitcpio => new([new("mkinitcpio-hook", BuildTitle, ByIdsReason, MkinitcpioHook.BuildPath, MkinitcpioHook.ModulesText, NewFileMode.Executable)], [], null)
        {
            Configuration = MkinitcpioHooks.Changes,
        },
        _ => null,
    };

    private const string ByIdsReason = "An initramfs that loads one of the card's drivers must load vfio-pci before it.";

    private const string BuildTitle = "Put vfio-pci into the initramfs";
    private const string BuildReason = "vfio-pci must be there before the card's ordinary driver loads, so the initramfs needs it and the list.";
    private const string RunTitle = "Isolate the card early in the boot";
    private const string RunReason =
        "Runs in the initramfs before udev: sets driver_override for the listed functions, so that no other driver ever has them. 'passthrough=off' on the kernel line skips it for one boot.";

    /// <summary>The form for a generator; null when this program has none for it.</summary>
    /// <param name="generator">Who builds the initramfs.</param>
    public static IsolationForm? For(InitramfsGenerator generator) => generator switch
    {
        InitramfsGenerator.InitramfsTools => new(
            [
                new("initramfs-hook", BuildTitle, BuildReason, InitramfsHook.Path, InitramfsHook.Text, NewFileMode.Executable),
                new("isolation-script", RunTitle, RunReason, IsolationScript.Path, IsolationScript.Text, NewFileMode.Executable),
            ],
            [$"scripts/init-top/{IsolationScript.Name}"],
            IsolationScript.Name),
        InitramfsGenerator.Dracut => new(
            [
                new("dracut-module", BuildTitle, BuildReason, DracutModule.SetupPath, DracutModule.SetupText, NewFileMode.Executable),
                new("isolation-script", RunTitle, RunReason, DracutModule.ScriptPath, IsolationScript.PlainText, NewFileMode.Executable),
                new("isolation-hook", "Run the isolation before udev", "dracut runs this hook before udev begins.", DracutModule.HookPath, DracutModule.HookText, NewFileMode.Executable),
            ],
            [DracutModule.ScriptInImage],
            DracutModule.HookName),
        InitramfsGenerator.Mkinitcpio => new(
            [
                new("mkinitcpio-hook", BuildTitle, BuildReason, MkinitcpioHook.BuildPath, MkinitcpioHook.BuildText, NewFileMode.Executable),
                new("isolation-script", RunTitle, RunReason, MkinitcpioHook.ScriptPath, IsolationScript.PlainText, NewFileMode.Executable),
                new("isolation-hook", "Run the isolation before udev", "An image with busybox runs this before it loads modules and before udev is told of any device.", MkinitcpioHook.RunPath, MkinitcpioHook.RunText, NewFileMode.Executable),
                new("isolation-unit", "Run it before udev where systemd starts the image", "An image with systemd runs this instead.", MkinitcpioHook.UnitPath, MkinitcpioHook.UnitText, NewFileMode.Plain),
            ],
            [MkinitcpioHook.ScriptInImage],
            MkinitcpioHook.Name)
        {
            Configuration = MkinitcpioHooks.Changes,
        },
        _ => null,
    };
}
