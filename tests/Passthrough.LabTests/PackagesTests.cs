namespace Passthrough.LabTests;

/// <summary>What guests need is installed by Debian's own package manager with the card, and undo and recover remove exactly that. Each test leaves the machine as it was.</summary>
[Collection(Lane.Ways)]
public class PackagesTests(PackagedMachine machine) : IClassFixture<PackagedMachine>
{
    /// <summary>The quickest of all plans besides the packages: no image is built.</summary>
    private const string Apply = $"{LabMachine.Apply} --packages --isolation on-demand --no-trial";

    [Fact]
    public async Task They_are_installed_verified_and_left_only_while_something_needs_them()
    {
        (await machine.RunAsync(Apply)).Expect();
        Assert.Equal("ii libtpms0 ii swtpm ii swtpm-tools", await machine.OutputAsync("dpkg-query -W -f '${db:Status-Abbrev} ${Package}\\n' libtpms0 swtpm swtpm-tools | xargs"));
        Assert.Contains("swtpm is installed", (await machine.RunAsync("passthrough verify")).Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", await machine.OutputAsync(Apply), StringComparison.Ordinal);
        (await machine.RunAsync("passthrough undo")).Expect();
        Assert.Equal(machine.PackagesAtFirst, await machine.PackagesAsync());
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());

        (await machine.RunAsync($"{Apply} && dpkg -i {PackagedMachine.Dependent}")).Expect();
        var installed = await machine.PackagesAsync();
        var undone = (await machine.RunAsync("passthrough undo")).Expect();
        Assert.Contains("lab-manager depends on libtpms0", undone.Error, StringComparison.Ordinal);
        Assert.Equal(installed, await machine.PackagesAsync());
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());

        (await machine.RunAsync("dpkg --purge lab-manager && dpkg --remove libtpms0 swtpm swtpm-tools")).Expect();
        Assert.Equal(machine.PackagesAtFirst, await machine.PackagesAsync());
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task Killed_in_the_middle_of_the_installation_recover_removes_what_came(string kill)
    {
        var killed = await machine.RunAsync(
            $"touch {PackagedMachine.Slow}; rm -f {PackagedMachine.Begun}; {Apply} >/dev/null 2>&1 & apply=$!; until [ -e {PackagedMachine.Begun} ]; do read -r -t 0.2 _ < <(:) || true; done; "
            + $"{kill}; wait $apply; code=$?; dpkg-query -W -f '${{db:Status-Status}}\\n' swtpm-tools; (sleep 5; rm {PackagedMachine.Slow}) & exit $code");
        var recovered = await machine.RunAsync("passthrough recover");

        Assert.True(killed.ExitCode > 128, $"exit code {killed.ExitCode}");
        Assert.Equal("half-configured", killed.Output.Trim());
        recovered.Expect();
        Assert.Equal(machine.PackagesAtFirst, await machine.PackagesAsync());
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
        (await machine.RunAsync("dpkg --audit && apt-get check")).Expect();
    }

    /// <summary>The program alone, whose package manager goes on without it; with <c>--long</c> also all of them.</summary>
    public static TheoryData<string> Kills() => new(["kill -KILL $apply", .. LongCampaign.Only<string>("kill -KILL $apply; kill -KILL $(pidof apt-get dpkg)")]);
}
