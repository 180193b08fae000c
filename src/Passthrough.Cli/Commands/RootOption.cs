using System.CommandLine;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Cli.Commands;

/// <summary>The option that names a machine that does not start by the folder in which its root is mounted.</summary>
internal static class RootOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--root")
    {
        Description = "Do it on a machine that does not start: its root file system is mounted here, with /boot, /dev, /proc and /sys below it",
        HelpName = "DIR",
    };

    /// <summary>The invocation about that machine; about the running one when the option was not given.</summary>
    /// <param name="invocation">The command's invocation.</param>
    /// <param name="option">From <see cref="Create"/>.</param>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="NotFoundException">There is no machine in the folder.</exception>
    public static Invocation Apply(Invocation invocation, Option<string?> option)
    {
        if (invocation.Arguments.GetValue(option) is not { } folder)
        {
            return invocation;
        }

        if (!Rights.IsRoot)
        {
            throw new NeedsRootException("--root changes the files of another system and needs root; nothing was changed", folder, "run the same command with sudo");
        }

        var roots = HostRoots.Under(folder);
        return Directory.Exists(roots.Etc()) && Directory.Exists(roots.Boot())
            ? invocation with { Roots = roots }
            : throw new NotFoundException($"'{folder}' holds no machine: it has no etc or no boot", folder, "mount the machine's root file system there, then its /boot, and: for d in dev proc sys; do mount --rbind --make-rslave /$d DIR/$d; done");
    }
}
