using System.Text;
using Passthrough.Changes;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;
using Passthrough.Native.Libc;
using Passthrough.Planning;
using Passthrough.Tests.Changes;
using Passthrough.Tests.Host.Security;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Planning.Surroundings;

/// <summary>An option ROM that libvirt's guests shall be able to read.</summary>
public class RomAccessTests
{
    private const string Rom = "/home/jan/card.rom";
    private const string LocalRules = "etc/apparmor.d/local/abstractions/libvirt-qemu";
    private const string Claim = $"libvirt's guests may read {Rom}";
    private const uint Qemu = 64055;

    private static PlanRequest Request => ScratchHost.Request with { Rom = Rom };

    [Fact]
    public void AppArmor_gets_a_rule_that_verify_looks_at_and_undo_takes_back()
    {
        using var host = Create();
        var before = host.Picture();

        Applier.Apply(host.Context, Request, saved: null);
        Assert.Equal("# Begin of what passthrough wrote\n\"/home/jan/card.rom\" r,\n# End of what passthrough wrote\n", host.Read(LocalRules));
        Assert.Equal(VerifyStatus.Ok, Check(host).Status);
        Assert.True(Applier.Apply(host.Context, Request, saved: null).IsNothingToDo);

        File.SetUnixFileMode(host.Roots.Locate("/home/jan"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal((VerifyStatus.Failed, $"{Rom}: libvirt runs guests as libvirt-qemu, who may not enter /home/jan"), (Check(host).Status, Check(host).Evidence));

        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void The_plan_is_shown_as_pinned()
    {
        using var host = Create();
        var facts = host.FactsFor(Request);
        var plan = Planner.Plan(facts, Request);
        Golden.Matches("plan-rom.txt", string.Join('\n', PlanView.Lines(plan with { Changes = [.. plan.Changes.Where(change => change.Id is "apparmor-rules")] }, facts, 80).Concat(PlanView.Closing(plan))) + "\n");
    }

    [Theory]
    [InlineData("etc/apparmor.d/abstractions/libvirt-qemu", "  /home/jan/** rk,\n  include if exists <local/abstractions/libvirt-qemu>\n")]
    [InlineData(LocalRules, "\"/home/jan/*.rom\" r,\n")]
    [InlineData("sys/module/apparmor/parameters/enabled", "N\n")]
    public void What_guests_may_read_already_needs_no_rule(string file, string text)
    {
        using var host = Create();
        host.Write(file, text);
        var plan = PlanOf(host);
        Assert.DoesNotContain(plan.Changes, change => change.Id is "apparmor-rules");
        Assert.Contains(new GuestsMayRead(Rom), plan.Postconditions);
    }

    [Fact]
    public void A_rule_joins_those_that_were_there()
    {
        using var host = Create();
        host.Write(LocalRules, "# mine\n/dev/kvmfr0 rw,");
        Applier.Apply(host.Context, ScratchHost.Request with { Evdev = "/dev/input/by-id/usb-K-event-kbd" }, saved: null);
        Assert.EndsWith("\n\"/home/jan/card.rom\" r,\n# End of what passthrough wrote\n", RuleFile(host, Request with { Evdev = "/dev/input/by-id/usb-K-event-kbd" }), StringComparison.Ordinal);
        Assert.StartsWith("# mine\n/dev/kvmfr0 rw,\n# Begin of what passthrough wrote\n/dev/input/event* rw,\n# End of what passthrough wrote\n", RuleFile(host, Request), StringComparison.Ordinal);
        Assert.Single(RuleFile(host, Request with { Evdev = "/dev/input/by-id/usb-K-event-kbd" }).Split('\n'), line => line is "/dev/input/event* rw,");
    }

    [Fact]
    public void Links_are_followed_to_what_AppArmor_judges()
    {
        using var host = Create();
        WriteRom(host, "/srv/roms/RX 580 [8GB].rom", MadeUpRom.For(0x1002, 0x5159));
        File.Delete(host.Roots.Locate(Rom));
        File.CreateSymbolicLink(host.Roots.Locate(Rom), "/srv/roms/RX 580 [8GB].rom");
        Assert.Contains("\n\"/srv/roms/RX 580 \\[8GB\\].rom\" r,\n", RuleFile(host, Request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etc/apparmor.d/local/abstractions/libvirt-qemu", "deny /home/** r,\n", "denies guests to read")]
    [InlineData("etc/apparmor.d/abstractions/libvirt-qemu", "  /dev/kvm rw,\n", "include no file for own rules")]
    [InlineData("home/jan/card.rom", "no rom", "is no option ROM")]
    [InlineData("etc/libvirt/qemu.conf", "user = \"nobody-here\"\n", "as whom libvirt runs guests is not known")]
    public void What_no_rule_can_help_is_refused(string file, string text, string why)
    {
        using var host = Create();
        File.SetUnixFileMode(host.Roots.Locate(Rom), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        host.Write("etc/libvirt/qemu.conf", $"user = \"+{Owner(host)}\"\n");
        host.Write(file, text);
        Assert.Contains(why, Refused(host, Request).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ROM_of_another_card_and_one_behind_a_header_are_refused_with_the_next_step()
    {
        using var host = Create();
        WriteRom(host, Rom, MadeUpRom.For(0x10de, 0x1b81));
        Assert.Contains("is for 10de:1b81, and the card at 0000:01:00.0 is 1002:5159, 8086:293e", Refused(host, Request).Message, StringComparison.Ordinal);

        WriteRom(host, Rom, MadeUpRom.For(0x1002, 0x73bf, 0x5159));
        Assert.NotEmpty(PlanOf(host).Changes);

        WriteRom(host, Rom, [.. "NVGI"u8, .. new byte[508], .. MadeUpRom.For(0x1002, 0x5159)]);
        Assert.Contains($"tail -c +513 {Rom} > {Rom}.cut", Refused(host, Request).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file_is_no_input()
    {
        using var host = Create();
        Assert.Throws<NotFoundException>(() => PlanOf(host, Request with { Rom = "/home/jan/other.rom" }));
        Assert.Throws<InvalidInputException>(() => PlanOf(host, Request with { Rom = "/home/jan" }));
        Assert.Throws<InvalidInputException>(() => PlanOf(host, Request with { Rom = "card.rom" }));
        File.Delete(host.Roots.Usr("sbin/libvirtd"));
        Assert.Contains("libvirt is not installed", Refused(host, Request).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_guests_may_not_enter_is_left_as_it_is_and_another_place_is_named()
    {
        using var host = Create();
        File.SetUnixFileMode(host.Roots.Locate("/home/jan"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var refusal = Refused(host, Request);
        Assert.Equal("libvirt runs guests as libvirt-qemu, who may not enter /home/jan", refusal.Message);
        Assert.EndsWith($"sudo install -D -m 644 {Rom} /usr/share/vgabios/card.rom", refusal.NextStep, StringComparison.Ordinal);

        ExtendedAttributes.Set(host.Roots.Locate("/home/jan"), AccessList.Attribute, PathAccessTests.Bytes((1, 7, uint.MaxValue), (2, 1, Qemu), (4, 0, uint.MaxValue), (16, 1, uint.MaxValue), (32, 0, uint.MaxValue)));
        Assert.NotEmpty(PlanOf(host).Changes);
    }

    [Fact]
    public void The_groups_of_the_user_who_runs_guests_count()
    {
        using var host = Create();
        File.SetUnixFileMode(host.Roots.Locate(Rom), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("may not read /home/jan/card.rom", Refused(host, Request).Message, StringComparison.Ordinal);
        host.Write("etc/group", $"{SurroundedHost.Groups}mine:x:{FileStatus.Read(host.Roots.Locate(Rom))!.Value.Group}:libvirt-qemu\n");
        Assert.NotEmpty(PlanOf(host).Changes);
    }

    [Fact]
    public void The_distributions_own_user_is_meant_where_no_file_names_another_and_root_is_asked_for_where_it_is_closed()
    {
        using var host = Create();
        File.SetUnixFileMode(host.Roots.Locate(Rom), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.Delete(host.Roots.Etc("libvirt/qemu.conf"));
        Assert.StartsWith("libvirt runs guests as libvirt-qemu", Refused(host, Request).Message, StringComparison.Ordinal);

        var facts = host.FactsFor(Request);
        facts = facts with { Problems = [new ReadProblem("/etc/libvirt/qemu.conf", 13, "permission denied")] };
        Assert.Contains("not open to everyone", Assert.Throws<NeedsRootException>(() => Planner.Plan(facts, Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Under_SELinux_the_ROM_gets_a_label_that_undo_takes_back()
    {
        using var host = CreateWithSelinux();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "labels are root's to give");
        ExtendedAttributes.Set(host.Roots.Locate(Rom), SelinuxLabel.Attribute, Encoding.UTF8.GetBytes("unconfined_u:object_r:user_home_t:s0"));

        Applier.Apply(host.Context, Request, saved: null);
        Assert.Equal(
            ["semanage fcontext -a -t virt_content_t /home/jan/card\\.rom", "restorecon -F /home/jan/card.rom"], host.Tools.Commands.Where(command => command.Contains("card", StringComparison.Ordinal)));
        Assert.Equal(VerifyStatus.Ok, Check(host).Status);
        Assert.True(Applier.Apply(host.Context, Request, saved: null).IsNothingToDo);

        Undoer.Undo(host.Context);
        Assert.Equal("unconfined_u:object_r:user_home_t:s0", host.FactsFor(Request).RomFiles[0].Label!.Text);
        Assert.Empty(host.Facts.Security.LocalFileContexts);
        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check is { Claim: $"{Rom} has the type user_home_t of SELinux", Status: VerifyStatus.Ok });
    }

    [Theory]
    [InlineData("system_u:object_r:usr_t:s0", 0)]
    [InlineData("system_u:object_r:virt_content_t:s0", 0)]
    [InlineData("system_u:object_r:virt_content_t:s0:c1,c2", 2)]
    [InlineData("unconfined_u:object_r:user_home_t:s0", 2)]
    public void A_label_that_guests_may_read_stays(string label, int changes)
    {
        using var host = CreateWithSelinux();
        var facts = host.FactsFor(Request);
        facts = facts with { RomFiles = [facts.RomFiles[0] with { Label = SelinuxLabel.Parse(Encoding.UTF8.GetBytes(label)) }] };
        Assert.Equal(changes, Planner.Plan(facts, Request).Changes.Count(change => change.Id is "rom-context" or "rom-label"));
    }

    [Fact]
    public void A_path_that_semanage_cannot_name_and_a_file_without_a_label_are_refused()
    {
        using var host = CreateWithSelinux();
        Assert.Contains("keeps no labels", Refused(host, Request).Message, StringComparison.Ordinal);
        WriteRom(host, "/home/jan/my card.rom", MadeUpRom.For(0x1002, 0x5159));
        var request = Request with { Rom = "/home/jan/my card.rom" };
        var facts = host.FactsFor(request);
        facts = facts with { RomFiles = [facts.RomFiles[0] with { Label = new SelinuxLabel("u:r:t:s0", "t", "s0") }] };
        Assert.Contains("no path with blanks", Assert.Throws<RefusedException>(() => Planner.Plan(facts, request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_that_a_plan_ends_with_asks_for_it_in_words_that_a_shell_takes()
    {
        using var host = Create();
        WriteRom(host, "/home/jan/jan's card.rom", MadeUpRom.For(0x1002, 0x5159));
        Assert.Contains(PlanView.Closing(PlanOf(host, Request with { Rom = "/home/jan/jan's card.rom" })), line => line.EndsWith(@" --rom '/home/jan/jan'\''s card.rom'", StringComparison.Ordinal));
    }

    private static ScratchHost Create()
    {
        var host = SurroundedHost.Create();
        host.Write("etc/passwd", $"root:x:0:0:root:/root:/bin/bash\njan:x:1000:1000::/home/jan:/bin/bash\nlibvirt-qemu:x:{Qemu}:105::/var/lib/libvirt:/usr/sbin/nologin\n");
        WriteRom(host, Rom, MadeUpRom.For(0x1002, 0x5159));
        return host;
    }

    private static ScratchHost CreateWithSelinux()
    {
        var host = Create();
        host.Write("sys/module/apparmor/parameters/enabled", "N\n");
        host.Write("sys/fs/selinux/enforce", "1");
        host.Write("etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n");
        host.Write("etc/selinux/targeted/contexts/files/file_contexts.local", "# as semanage writes it\n\n");
        return host;
    }

    private static void WriteRom(ScratchHost host, string path, byte[] rom)
    {
        host.Write(path[1..], "");
        File.WriteAllBytes(host.Roots.Locate(path), rom);
    }

    private static uint Owner(ScratchHost host) => FileStatus.Read(host.Roots.Locate(Rom))!.Value.User;

    private static Plan PlanOf(ScratchHost host) => PlanOf(host, Request);

    private static Plan PlanOf(ScratchHost host, PlanRequest request) => Planner.Plan(host.FactsFor(request), request);

    private static string RuleFile(ScratchHost host, PlanRequest request) => PlanOf(host, request).Changes.OfType<FileChange>().Single(change => change.Id is "apparmor-rules").After;

    private static VerifyCheck Check(ScratchHost host) => Verifier.Verify(host.Context).Checks.Single(check => check.Claim is Claim);

    private static RefusedException Refused(ScratchHost host, PlanRequest request) => Assert.Throws<RefusedException>(() => PlanOf(host, request));
}
