using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Virtualization;

namespace Passthrough.Planning;

/// <summary>Options of the module <c>kvm</c> that a person may ask for: <c>/etc/modprobe.d/passthrough-kvm.conf</c> (modprobe.d(5)), read when the module is loaded.</summary>
public static class KvmOptions
{
    /// <summary>The module.</summary>
    public const string Module = "kvm";

    /// <summary>The parameter by which unknown model-specific registers read as zero (the kernel's <c>kvm.ignore_msrs</c>).</summary>
    public const string IgnoreMsrs = "ignore_msrs";

    /// <summary>The file's text. Each ignored access would be a line in the kernel log, of which a game causes thousands.</summary>
    public const string Text =
        """
        # Written by passthrough; 'passthrough undo' takes it back.
        options kvm ignore_msrs=1 report_ignored_msrs=0

        """;

    /// <summary>The machine's own path of the file.</summary>
    public static string Path => HostRoots.Live.Etc("modprobe.d/passthrough-kvm.conf");

    /// <summary>True when a file of the person's own says it already.</summary>
    /// <param name="mentions">What the machine's configuration says about modules.</param>
    public static bool AreSetElsewhere(ImmutableArray<ModuleMention> mentions) => mentions.Any(mention =>
        mention is { Kind: ModuleMentionKind.Options, Module: Module }
        && !string.Equals(mention.Path, Path, StringComparison.Ordinal)
        && mention.Rest.Split(' ').Any(word => word.Split('=') is [IgnoreMsrs, var value] && new ModuleParameter(Module, IgnoreMsrs, value).IsOn == true));
}
