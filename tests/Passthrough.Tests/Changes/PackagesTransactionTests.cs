using Passthrough.Changes;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Packages;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

/// <summary>The packages that guests need: installed with the card, and exactly they removed again, wherever the package manager was cut off.</summary>
public class PackagesTransactionTests
{
    [Theory]
    [InlineData(PackageManager.Apt, "apt-get install --assume-yes --no-install-recommends --no-remove -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=120 qemu-system-x86 qemu-utils libvirt-daemon-system libvirt-clients ovmf swtpm swtpm-tools", "dpkg --force-remove-reinstreq --remove libslirp0 ")]
    [InlineData(PackageManager.Dnf, "dnf install --assumeyes --setopt=install_weak_deps=False qemu-kvm libvirt edk2-ovmf swtpm swtpm-tools", "rpm --erase edk2-ovmf libslirp0 ")]
    [InlineData(PackageManager.Pacman, "pacman --sync --needed --noconfirm qemu-desktop libvirt dnsmasq edk2-ovmf swtpm", "pacman --remove --noconfirm dnsmasq edk2-ovmf libslirp0 ")]
    [InlineData(PackageManager.Zypper, "zypper --non-interactive install --no-recommends qemu-x86 libvirt-daemon-qemu libvirt-daemon-config-network libvirt-client qemu-ovmf-x86_64 swtpm", "rpm --erase libslirp0 ")]
    public void Apply_installs_what_is_missing_first_and_undo_removes_exactly_that_last(PackageManager manager, string install, string remove)
    {
        using var host = PackagedHost.Create(manager);
        var before = host.Picture();
        var installed = PackagedHost.Installed(host.Roots, manager);

        var plan = Applier.Apply(host.Context, PackagedHost.Request, saved: null).Plan;
        Assert.Equal("guest-packages", plan.Changes[0].Id);
        Assert.Equal(install, Assert.Single(host.Tools.Commands));
        Assert.DoesNotContain("in part", PackagedHost.Installed(host.Roots, manager), StringComparison.Ordinal);
        Assert.Equal(4, Verifier.Verify(host.Context).Checks.Count(check => check.Status == VerifyStatus.Ok && check.Claim.EndsWith(" is installed", StringComparison.Ordinal)));
        Assert.True(Applier.Apply(host.Context, PackagedHost.Request, saved: null).IsNothingToDo);

        host.Tools.Commands.Clear();
        Assert.Equal(Reversal.Restored, Undoer.Undo(host.Context).Files[^1].How);
        Assert.StartsWith(remove, host.Tools.Commands[^1], StringComparison.Ordinal);
        Assert.Equal(installed, PackagedHost.Installed(host.Roots, manager));
        Assert.Equal(before, host.Picture());
        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Ok && check.Claim.StartsWith("none of these packages is installed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(PackageManager.Apt)]
    [InlineData(PackageManager.Dnf)]
    public void Cut_off_at_any_point_of_apply_recover_brings_back_the_packages_as_they_were(PackageManager manager)
    {
        using var host = PackagedHost.Create(manager);
        using var snapshots = new Snapshots(host);
        var before = host.Picture();
        var installed = PackagedHost.Installed(host.Roots, manager);
        host.Tools.OnRun = _ => snapshots.Take();
        Applier.Apply(host.Context, PackagedHost.Request, saved: null);

        Assert.InRange(snapshots.Roots.Count, 20, 60);
        foreach (var roots in snapshots.Roots)
        {
            Recoverer.Recover(ContextOf(roots), leavesChanged: false);
            Assert.Equal(installed, PackagedHost.Installed(roots, manager));
            Assert.Equal(before, ScratchHost.Picture(roots.Root));
        }
    }

    [Theory]
    [InlineData(PackageManager.Apt)]
    [InlineData(PackageManager.Pacman)]
    public void Cut_off_at_any_point_of_undo_recover_finishes_the_removal(PackageManager manager)
    {
        using var host = PackagedHost.Create(manager);
        using var snapshots = new Snapshots(host);
        var before = host.Picture();
        var installed = PackagedHost.Installed(host.Roots, manager);
        Applier.Apply(host.Context, PackagedHost.Request, saved: null);
        host.Tools.OnRun = _ => snapshots.Take();
        Undoer.Undo(host.Context);

        Assert.InRange(snapshots.Roots.Count, 8, 40);
        foreach (var roots in snapshots.Roots)
        {
            Recoverer.Recover(ContextOf(roots), leavesChanged: false);
            Assert.Equal(installed, PackagedHost.Installed(roots, manager));
            Assert.Equal(before, ScratchHost.Picture(roots.Root));
        }
    }

    [Fact]
    public void A_package_that_was_cut_off_in_the_middle_is_completed_first_so_that_its_removal_leaves_nothing()
    {
        using var host = PackagedHost.Create(PackageManager.Apt);
        var installed = PackagedHost.Installed(host.Roots, PackageManager.Apt);
        var kills = 1;
        host.Tools.OnRun = step => _ = step is "unpacked libvirt0" && kills-- > 0 ? throw new ToolFailedException("killed", "apt-get") : 0;
        var error = Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, PackagedHost.Request, saved: null));
        Assert.Contains("sudo apt-get update first", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [
                "dpkg --configure --pending",
                "apt-get install --assume-yes --no-install-recommends --no-remove -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=120 libvirt0",
                "dpkg --no-act --force-remove-reinstreq --remove libslirp0 libvirt0 qemu-system-x86 qemu-utils seabios",
                "dpkg --force-remove-reinstreq --remove libslirp0 libvirt0 qemu-system-x86 qemu-utils seabios",
            ],
            host.Tools.Commands[1..]);
        Assert.Equal(installed, PackagedHost.Installed(host.Roots, PackageManager.Apt));
    }

    [Theory]
    [InlineData(PackageManager.Apt)]
    [InlineData(PackageManager.Dnf)]
    [InlineData(PackageManager.Pacman)]
    [InlineData(PackageManager.Zypper)]
    public void Undo_leaves_what_something_installed_since_needs_and_says_so(PackageManager manager)
    {
        using var host = PackagedHost.Create(manager);
        Applier.Apply(host.Context, PackagedHost.Request, saved: null);
        PackageManagerDouble.Set(host.Roots, manager, "virt-manager", PackageState.Installed);
        var installed = PackagedHost.Installed(host.Roots, manager);
        var told = new List<string>();

        var undone = Undoer.Undo(host.Context with { Progress = progress => told.Add(progress.Words) });
        Assert.Equal(installed, PackagedHost.Installed(host.Roots, manager));
        Assert.Contains(told, words => words.Contains("virt-manager needs one of them", StringComparison.Ordinal));
        var left = Assert.Single(undone.Files, file => file.How == Reversal.StillNeeded);
        Assert.Contains("libvirt0", left.Command, StringComparison.Ordinal);
        Assert.Contains(ReversalView.Lines(undone.Files), line => line.Contains("something that was installed since needs them", StringComparison.Ordinal));
    }

    [Fact]
    public void A_package_that_others_removed_since_is_no_obstacle()
    {
        using var host = PackagedHost.Create(PackageManager.Dnf);
        var installed = PackagedHost.Installed(host.Roots, PackageManager.Dnf);
        Applier.Apply(host.Context, PackagedHost.Request, saved: null);
        PackageManagerDouble.Set(host.Roots, PackageManager.Dnf, "swtpm-tools", PackageState.Absent);
        Undoer.Undo(host.Context);
        Assert.Equal(installed, PackagedHost.Installed(host.Roots, PackageManager.Dnf));
    }

    [Fact]
    public void Nothing_missing_changes_nothing_and_is_still_judged()
    {
        using var host = PackagedHost.Create(PackageManager.Apt);
        Array.ForEach(new[] { "usr/local/bin/qemu-system-x86_64", "usr/sbin/libvirtd", "usr/bin/swtpm" }, path => host.Write(path, ""));
        host.Write("usr/share/qemu/firmware/40.json", PackagedHost.Descriptor);
        var plan = PlanOf(host, new PackageDouble(host.Roots));
        Assert.DoesNotContain(plan.Changes, change => change is ToolChange);
        Assert.Equal(4, plan.Postconditions.OfType<GuestPartIsThere>().Count());
        Assert.DoesNotContain(plan.UndonePostconditions, postcondition => postcondition is PackagesInstalled);
    }

    [Fact]
    public void An_installation_that_would_change_what_is_there_is_refused()
    {
        using var host = PackagedHost.Create(PackageManager.Pacman);
        var error = Assert.Throws<RefusedException>(() => PlanOf(host, new PackageDouble(host.Roots) { Changed = ["glibc"] }));
        Assert.Contains("glibc", error.Message, StringComparison.Ordinal);
        Assert.Contains("sudo pacman -Syu", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_packages_are_installed_by_nothing_that_is_known_or_are_there_without_their_files_it_is_refused()
    {
        using var host = PackagedHost.Create(PackageManager.Apt);
        host.Write("etc/os-release", "ID=gentoo\n");
        Assert.Contains("it is not known how packages are installed", Assert.Throws<RefusedException>(() => PlanOf(host, new PackageDouble(host.Roots))).Message, StringComparison.Ordinal);

        host.Write("etc/os-release", "ID=debian\n");
        Assert.Contains("running machine alone", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, PackagedHost.Request)).Message, StringComparison.Ordinal);
        Applier.Apply(host.Context, PackagedHost.Request, saved: null);
        File.Delete(host.Roots.Usr("bin/swtpm"));
        Assert.Contains("the packages are installed: swtpm, swtpm-tools", Assert.Throws<RefusedException>(() => PlanOf(host, new PackageDouble(host.Roots))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_packages_bring_cannot_be_planned_with_them()
    {
        using var host = PackagedHost.Create(PackageManager.Apt);
        var error = Assert.Throws<RefusedException>(() => Planner.Plan(
            PlanFacts.For(host.Facts, host.Roots, PackagedHost.Request with { DefaultNetwork = true }, host.Context.Packages), PackagedHost.Request with { DefaultNetwork = true }));
        Assert.Contains("sudo apt install libvirt-daemon-system libvirt-clients dnsmasq-base", error.NextStep, StringComparison.Ordinal);
        Assert.Contains("--packages", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_who_begins_to_install_the_same_meanwhile_stops_it()
    {
        using var host = PackagedHost.Create(PackageManager.Apt);
        var waits = 0;
        var packages = new PackageDouble(host.Roots) { OnWait = () => (++waits == 2 ? () => PackageManagerDouble.Set(host.Roots, PackageManager.Apt, "seabios", PackageState.Installed) : (Action)(() => { }))() };
        Assert.Contains("seabios is installed", Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context with { Packages = packages }, PackagedHost.Request, saved: null)).Message, StringComparison.Ordinal);
        Assert.Contains("seabios", PackagedHost.Installed(host.Roots, PackageManager.Apt), StringComparison.Ordinal);
        Assert.Empty(host.Tools.Commands);
    }

    [Fact]
    public void Recover_and_undo_begin_nothing_while_packages_are_being_installed()
    {
        using var host = PackagedHost.Create(PackageManager.Apt);
        Applier.Apply(host.Context, PackagedHost.Request, saved: null);
        var installed = PackagedHost.Installed(host.Roots, PackageManager.Apt);
        var busy = host.Context with { Packages = new PackageDouble(host.Roots) { OnWait = () => throw new BusyException("packages are being installed") } };
        Assert.Throws<BusyException>(() => Undoer.Undo(busy));
        Assert.Empty(Recoverer.Recover(host.Context, leavesChanged: false));
        Assert.Equal(installed, PackagedHost.Installed(host.Roots, PackageManager.Apt));
    }

    [Fact]
    public void A_plan_keeps_all_of_it_in_its_document_and_asks_for_it_again()
    {
        using var host = PackagedHost.Create(PackageManager.Zypper);
        var plan = PlanOf(host, new PackageDouble(host.Roots));
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan")));
        Assert.Contains(PlanView.Closing(plan), line => line.EndsWith(" --packages --no-trial", StringComparison.Ordinal));
        Assert.Contains(PlanView.Lines(plan, host.Facts, 100), line => line.StartsWith("   undo runs  rpm --erase libslirp0 libtpms0 libvirt-client ", StringComparison.Ordinal));
    }

    private static Plan PlanOf(ScratchHost host, PackageDouble packages) => Planner.Plan(PlanFacts.For(host.Facts, host.Roots, PackagedHost.Request, packages), PackagedHost.Request);

    private static ChangeContext ContextOf(HostRoots roots) => new(roots, new ToolDouble(roots)) { Packages = new PackageDouble(roots) };
}
