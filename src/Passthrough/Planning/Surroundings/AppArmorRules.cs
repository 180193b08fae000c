using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Security;

namespace Passthrough.Planning.Surroundings;

/// <summary>AppArmor's rules for all guests of libvirt's, beside those that libvirt makes of each guest's XML: its own abstraction, and the file for own rules that this includes.</summary>
internal static class AppArmorRules
{
    private const string Begin = "# Begin of what passthrough wrote\n";
    private const string End = "# End of what passthrough wrote\n";
    private const string LocalRules = "<local/abstractions/libvirt-qemu>";
    private const string RulesFolder = "<abstractions/libvirt-qemu.d>";

    private static string Abstraction => HostRoots.Live.Etc("apparmor.d/abstractions/libvirt-qemu");

    private static string Local => HostRoots.Live.Etc("apparmor.d/local/abstractions/libvirt-qemu");

    private static string Own => HostRoots.Live.Etc("apparmor.d/abstractions/libvirt-qemu.d/passthrough");

    /// <summary>The rules that what was asked for needs and that are not there yet, in one change.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">AppArmor's rules include no file for own rules, or a path cannot be written in one.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (!Confine(facts))
        {
            return Surrounding.None;
        }

        ImmutableArray<WantedRule> wanted = [.. DeviceAccess.Rules(request), .. RomAccess.Rules(facts, request)];
        return wanted.IsEmpty ? Surrounding.None : new Surrounding(Changes(facts, wanted), [], []);
    }

    /// <summary>True when guests are confined by them.</summary>
    /// <param name="facts">The machine.</param>
    public static bool Confine(HostFacts facts) => facts.Security.HasAppArmor is true && facts.Boot.ConfigurationFile(Abstraction) is not null;

    /// <summary>The rules about files that all guests have.</summary>
    /// <param name="facts">The machine.</param>
    public static ImmutableArray<AppArmorFileRule> Known(HostFacts facts) => [.. new[] { Abstraction, Local, Own }.SelectMany(path => AppArmorFileRule.Parse(facts.Boot.ConfigurationFile(path)?.Text))];

    private static ImmutableArray<Change> Changes(HostFacts facts, ImmutableArray<WantedRule> wanted)
    {
        var path = facts.Boot.ConfigurationFile(Abstraction)?.Text switch
        {
            { } known when known.Contains(LocalRules, StringComparison.Ordinal) => Local,
            { } known when known.Contains(RulesFolder, StringComparison.Ordinal) => Own,
            _ => throw new RefusedException("AppArmor confines guests, and its rules for them include no file for own rules", Abstraction, $"add there: include if exists {LocalRules}"),
        };
        var text = facts.Boot.ConfigurationFile(path)?.Text ?? "";
        ImmutableArray<string> present = [.. text.Split('\n').Select(line => line.Trim())];
        ImmutableArray<WantedRule> missing = [.. wanted.Where(rule => !present.Contains(rule.Line, StringComparer.Ordinal))];
        return missing.IsEmpty ? [] : OwnFile.Write(
            facts.Boot, "apparmor-rules", $"Let AppArmor's rules for guests allow {string.Join(", ", missing.Select(rule => rule.Subject))}",
            "AppArmor confines each guest to what libvirt allows for its XML: neither nodes that only arguments name nor an option ROM. A guest gets new rules as it starts.",
            path, $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{Begin}{string.Concat(missing.Select(rule => $"{rule.Line}\n"))}{End}", NewFileMode.Plain);
    }
}
