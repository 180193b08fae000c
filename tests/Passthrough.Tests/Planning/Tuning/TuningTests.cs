using Passthrough.Changes;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Tuning;

/// <summary>Huge pages and isolated CPUs: words on the kernel line, judged by what the kernel made of them.</summary>
public class TuningTests
{
    private const string Pages = "sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages";
    private const string Isolated = "sys/devices/system/cpu/isolated";

    [Fact]
    public void Asked_for_they_are_applied_verified_after_the_reboot_and_taken_back()
    {
        using var host = Machine();
        var before = host.Picture();
        var request = ScratchHost.Request with { HugePagesMiB = 4096, HugePageKib = 2048, IsolateCpus = "2-3,6-7" };

        Applier.Apply(host.Context, request, saved: null);
        Assert.Contains(
            "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on iommu=pt isolcpus=2-3,6-7 nohz_full=2-3,6-7 rcu_nocbs=2-3,6-7 hugepagesz=2M hugepages=2048\"", host.Read("etc/default/grub"), StringComparison.Ordinal);
        Assert.True(Applier.Apply(host.Context, request, saved: null).IsNothingToDo);

        host.RebootIsolated();
        host.Write("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet intel_iommu=on iommu=pt isolcpus=2-3,6-7 nohz_full=2-3,6-7 rcu_nocbs=2-3,6-7 hugepagesz=2M hugepages=2048\n");
        host.Write(Pages, "2047\n");
        host.Write(Isolated, "2-3,7\n");
        Assert.Equal(
            ["the kernel has set aside 2048 huge pages of 2M", "the scheduler leaves CPUs 2-3,6-7 alone"],
            Verifier.Verify(host.Context).Checks.Where(check => check.Status == VerifyStatus.Failed).Select(check => check.Claim));
        host.Write(Pages, "2048\n");
        host.Write(Isolated, "2-3,6-7\n");
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);

        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Theory]
    [InlineData(8192, null, "hugepagesz=1G hugepages=8")]
    [InlineData(8192, 2048L, "hugepagesz=2M hugepages=4096")]
    [InlineData(1500, null, "hugepagesz=2M hugepages=750")]
    [InlineData(1500, 1048576L, "hugepagesz=1G hugepages=2")]
    public void The_larger_pages_are_taken_where_the_amount_allows_and_nobody_says_otherwise(int amount, long? size, string words)
    {
        using var host = Machine();
        Assert.Contains($" {words}\"", Defaults(Planner.Plan(host.Facts, ScratchHost.Request with { HugePagesMiB = amount, HugePageKib = size })), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_of_one_node_are_named_by_it_and_judged_there()
    {
        using var host = Machine();
        host.Write("sys/devices/system/node/node1/meminfo", "Node 1 MemTotal:       16777216 kB\n");
        var request = ScratchHost.Request with { HugePagesMiB = 4096, HugePageKib = 2048, HugePagesNode = 1 };
        var plan = Planner.Plan(host.Facts, request);
        Assert.Contains(" hugepagesz=2M hugepages=1:2048\"", Defaults(plan), StringComparison.Ordinal);

        host.Write("sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages", "2048\n");
        var judgement = PostconditionJudge.Judge(host.Facts, Assert.Single(plan.Postconditions.OfType<HugePagesReserved>()));
        Assert.True(judgement.Holds);
        Assert.Equal("/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages: 2048", judgement.Evidence);
        Assert.Contains("no NUMA node 7", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, request with { HugePagesNode = 7 })).Message, StringComparison.Ordinal);
        Assert.Contains("has 16384 MiB", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, request with { HugePagesMiB = 20480 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_that_cannot_set_pages_aside_on_one_node_are_refused()
    {
        using var host = Machine();
        host.Write("sys/devices/system/node/node1/meminfo", "Node 1 MemTotal:       16777216 kB\n");
        host.AddKernel("5.10.0-9-amd64");
        var error = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { HugePagesMiB = 4096, HugePagesNode = 1 }));
        Assert.Contains("5.10.0-9-amd64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_that_are_made_when_a_guest_asks_are_allowed_by_a_file_that_undo_removes()
    {
        using var host = Machine();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request with { HugePagesOvercommitMiB = 4097 }, saved: null);
        Assert.EndsWith("\nvm.nr_overcommit_hugepages = 2049\n", host.Read("etc/sysctl.d/90-passthrough-hugepages.conf"), StringComparison.Ordinal);

        host.RebootIsolated();
        const string Claim = "the kernel makes 2049 huge pages of 2M when guests ask for them";
        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Failed && string.Equals(check.Claim, Claim, StringComparison.Ordinal));
        host.Write("sys/kernel/mm/hugepages/hugepages-2048kB/nr_overcommit_hugepages", "2049\n");
        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Ok && string.Equals(check.Claim, Claim, StringComparison.Ordinal));
        File.Delete(host.Roots.Sys("kernel/mm/hugepages/hugepages-2048kB/nr_overcommit_hugepages"));

        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void What_passthrough_cpu_proposes_is_isolated_where_auto_is_asked_for()
    {
        using var host = Machine();
        Assert.Contains(" isolcpus=1-3,5-7 ", Defaults(Planner.Plan(host.Facts, ScratchHost.Request with { IsolateCpus = "auto" })), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_list_of_the_persons_is_replaced_in_place()
    {
        using var host = Machine();
        host.Write("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"isolcpus=2,6 quiet\"\n");
        Assert.Contains("=\"isolcpus=2-3,6-7 quiet intel_iommu=on iommu=pt nohz_full=2-3,6-7 rcu_nocbs=2-3,6-7\"", Defaults(Planner.Plan(host.Facts, ScratchHost.Request with { IsolateCpus = "2-3,6-7" })), StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_files_get_the_words_too()
    {
        using var host = SystemdBootMachine.Create();
        Describe(host);
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { HugePagesMiB = 1024 });
        Assert.All(plan.Changes.OfType<KernelLineChange>(), change => Assert.Equal(["intel_iommu=on", "iommu=pt", "hugepagesz=1G", "hugepages=1"], change.Added));
    }

    [Theory]
    [InlineData(15800, null, "leave the host too little")]
    [InlineData(1024, 16384L, "has no pages of 16M")]
    public void Pages_that_the_machine_cannot_spare_are_refused(int amount, long? size, string why)
    {
        using var host = Machine();
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { HugePagesMiB = amount, HugePageKib = size })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_that_a_person_reserves_already_are_not_taken_apart()
    {
        using var host = Machine();
        host.Write("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet hugepages=16\"\n");
        host.Write("boot/grub/grub.cfg", ToolDouble.GrubConfiguration(host.Roots));
        host.Write("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet hugepages=16\n");
        Assert.Contains("hugepages=16", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { HugePagesMiB = 1024 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0-3,4-7", "the kernel starts on")]
    [InlineData("2,6-7", "threads of one core")]
    [InlineData("2-9", "cannot spare")]
    public void Cpus_that_the_host_cannot_spare_are_refused(string cpus, string why)
    {
        using var host = Machine();
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { IsolateCpus = cpus })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("some")]
    [InlineData("")]
    [InlineData("3-2")]
    public void What_is_no_list_is_no_input(string cpus)
    {
        using var host = Machine();
        Assert.Throws<InvalidInputException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { IsolateCpus = cpus }));
    }

    [Fact]
    public void The_command_that_a_plan_ends_with_asks_for_them_too()
    {
        using var host = Machine();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { HugePagesMiB = 1024, HugePageKib = 2048, IsolateCpus = "auto" });
        Assert.Contains(PlanView.Closing(plan), line => line.EndsWith("--hugepages 1024M --hugepage-size 2M --isolate-cpus auto", StringComparison.Ordinal));
        Assert.Equal(plan.Fingerprint, PlanJson.Read(PlanJson.Write(plan), "plan").Fingerprint);
    }

    private static string Defaults(Plan plan) => Assert.Single(plan.Changes.OfType<FileChange>(), change => change.Path is "/etc/default/grub").After;

    private static ScratchHost Machine()
    {
        var host = new ScratchHost();
        Describe(host);
        return host;
    }

    /// <summary>Four cores of two threads, 16 GiB, huge pages of both sizes.</summary>
    private static void Describe(ScratchHost host)
    {
        host.Write("proc/meminfo", "MemTotal:       16384000 kB\nHugepagesize:       2048 kB\n");
        host.Write(Pages, "0\n");
        host.Write("sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "0\n");
        host.Write("sys/devices/system/cpu/online", "0-7\n");
        host.Write("sys/devices/system/cpu/present", "0-7\n");
        host.Write(Isolated, "\n");
        foreach (var cpu in Enumerable.Range(0, 8))
        {
            host.Write($"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list", $"{cpu % 4},{(cpu % 4) + 4}\n");
            host.Write($"sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id", "0\n");
        }
    }
}
