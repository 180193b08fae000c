using System.Collections.Immutable;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Guard;

/// <summary>
/// What keeps a machine startable while its way of starting is changed: before anything else, an entry that starts it as it starts now and that is its default; at the end, one start with the new configuration,
/// which becomes the default when it was found good.
/// </summary>
/// <param name="Before">Changes that come before all others.</param>
/// <param name="After">Changes that come after all others.</param>
internal sealed record BootGuard(ImmutableArray<Change> Before, ImmutableArray<Change> After)
{
    /// <summary>What a person can do where a trial boot is refused.</summary>
    internal const string Insist = "or do without a trial boot: say --no-trial";


    /// <summary>No guard.</summary>
    public static BootGuard None { get; } = new([], []);

    /// <summary>The copy of an image that starts the machine now.</summary>
    /// <param name="image">The machine's own path of the image.</param>
    /// <param name="copy">The machine's own path of the copy.</param>
    public static CopyChange Keep(string image, string copy) => new(
        "fallback-initramfs", "Keep the initramfs that starts this machine now", "The old image stays beside the new one, for the entry that starts the machine as before.", image, copy, NewFileMode.Private);

    /// <summary>The copy of the kernel that starts the machine now, for a name that every update writes a new kernel over: the kept image fits only the kernel that it was built for.</summary>
    /// <param name="kernel">The machine's own path of the kernel.</param>
    /// <param name="copy">The machine's own path of the copy.</param>
    public static CopyChange KeepKernel(string kernel, string copy) => new(
        "fallback-kernel", "Keep the kernel that starts this machine now", "An update writes the next kernel over this one; the kept initramfs fits only the kernel that it was built for.", kernel, copy, NewFileMode.Private);

    /// <summary>The units that have the trial boot looked at; none without systemd.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="program">The path of this program.</param>
    public static ImmutableArray<Change> UnitsFor(BootFacts boot, string program) => !boot.HasSystemd ? [] :
    [
        .. OwnFile.Write(
            boot, "confirm-unit", "Look at the trial boot by itself",
            "When the machine reached its target, verify looks at it: a good start becomes the default, and what is wrong with any other is told by 'passthrough status'.",
            ConfirmUnit.Path, ConfirmUnit.Text(program), NewFileMode.Plain),
        .. OwnFile.Write(
            boot, "confirm-start", "Have that done at each start", "systemd adds it to what each start reaches; once the configuration is confirmed it does nothing.", ConfirmUnit.DropInPath, ConfirmUnit.DropInText, NewFileMode.Plain),
    ];
}
