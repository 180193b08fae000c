using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning;

public class NixosModuleTests
{
    [Fact]
    public void The_module_says_all_that_a_plan_would_do()
    {
        using var host = new ScratchHost();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        Golden.Matches("passthrough.nix", NixosModule.Text(["intel_iommu=on", "iommu=pt"], plan.Devices, isolates: true, ignoresMsrs: true));
    }

    [Fact]
    public void On_nixos_a_plan_is_refused_with_the_module()
    {
        using var host = SystemdBootMachine.Create();
        host.Write("etc/NIXOS", "");
        var refused = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { IgnoreMsrs = false, HugePagesMiB = 64 }));
        Assert.Contains("boot.kernelParams = [ \"intel_iommu=on\" \"iommu=pt\" \"hugepagesz=2M\" \"hugepages=32\" ];", refused.NextStep, StringComparison.Ordinal);
        Assert.Contains("sudo nixos-rebuild boot", refused.NextStep, StringComparison.Ordinal);
        Assert.Contains("KERNEL==\"0000:01:00.1\", ATTR{vendor}==\"0x8086\", ATTR{device}==\"0x293e\", ATTR{subsystem_vendor}==\"0x1af4\", ATTR{subsystem_device}==\"0x1100\", ATTR{driver_override}=\"vfio-pci\"", refused.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_words_are_strings_end_where_they_must_and_brackets_are_closed()
    {
        var words = Gen.Elements("\"", "\\", "${", "$", "}", "''", "a", "[", "\n").ListOf().Select(parts => string.Concat(parts)).ListOf();
        Prop.ForAll(words.ToArbitrary(), some =>
        {
            var text = NixosModule.Text([.. some], ImmutableArray<DeviceIdentity>.Empty, isolates: true, ignoresMsrs: false);
            Assert.Equal(some, Strings(text.Split('[')[0].Length is var start ? text[(start + 1)..] : "").Take(some.Count));
            var outside = Outside(text);
            Assert.Equal(outside.Count(character => character == '{'), outside.Count(character => character == '}'));
            Assert.Equal(outside.Count(character => character == '['), outside.Count(character => character == ']'));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    /// <summary>The strings in double quotes, as Nix reads them.</summary>
    private static List<string> Strings(string text) =>
        [.. System.Text.RegularExpressions.Regex.Matches(text, "\"(?<inside>(?:[^\"\\\\]|\\\\.)*)\"", System.Text.RegularExpressions.RegexOptions.Singleline | System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))
            .Select(match => System.Text.RegularExpressions.Regex.Replace(match.Groups["inside"].Value, "\\\\(?<one>.)", found => found.Groups["one"].Value == "n" ? "\n" : found.Groups["one"].Value, System.Text.RegularExpressions.RegexOptions.Singleline | System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))];

    /// <summary>What stands outside of strings and comments.</summary>
    private static string Outside(string text) => System.Text.RegularExpressions.Regex.Replace(
        text, "''[^']*''|\"(?:[^\"\\\\]|\\\\.)*\"|#[^\n]*", "", System.Text.RegularExpressions.RegexOptions.Singleline | System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
}
