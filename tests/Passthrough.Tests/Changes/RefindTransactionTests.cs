using Passthrough.Changes;
using Passthrough.Changes.Verification;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

/// <summary>apply and undo on a machine that rEFInd starts.</summary>
public class RefindTransactionTests
{
    private const string Mine = "boot/efi/EFI/refind/mine.conf";
    private static readonly PlanRequest NoTrial = ScratchHost.Request with { NoTrial = true };

    [Fact]
    public void The_first_line_gets_the_words_and_todays_start_is_a_line_more()
    {
        using var host = RefindMachine.Create();
        var before = host.Picture();
        Applier.Apply(host.Context, NoTrial, saved: null);
        Assert.Equal(
            "\"Boot with standard options\"  \"root=UUID=aa ro quiet intel_iommu=on iommu=pt\"\n\"Boot to single-user mode\"    \"root=UUID=aa ro quiet single\"\n\"Boot with minimal options\"   \"ro root=UUID=aa\"\n"
            + $"\"As before passthrough (kernel {RefindMachine.Kernel})\"  \"root=UUID=aa ro quiet passthrough=off initrd=boot\\passthrough-fallback.img\"\n",
            host.Read(RefindMachine.Lines));
        Assert.Equal("old image " + RefindMachine.Kernel, host.Read("boot/passthrough-fallback.img"));
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_stanza_gets_the_words_and_todays_start_inside_it()
    {
        using var host = RefindMachine.CreateWithStanzas();
        var before = host.Picture();
        Applier.Apply(host.Context, NoTrial, saved: null);
        Assert.Equal(
            $"menuentry Debian {{\n    volume \"ROOT\"\n    loader /boot/vmlinuz-{RefindMachine.Kernel}\n    initrd /boot/initrd.img-{RefindMachine.Kernel}\n    options \"root=UUID=aa ro quiet intel_iommu=on iommu=pt\" # mine\n"
            + "    submenuentry \"Single\" {\n        options \"root=UUID=aa ro single\"\n    }\n    submenuentry Loud {\n        options \"root=UUID=aa ro intel_iommu=on iommu=pt\"\n    }\n"
            + $"    submenuentry \"As before passthrough (kernel {RefindMachine.Kernel})\" {{\n        # Written by passthrough; 'passthrough undo' takes it back.\n        initrd \"/boot/passthrough-fallback.img\"\n        options \"root=UUID=aa ro quiet passthrough=off\"\n    }}\n}}\n",
            host.Read(Mine));
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void After_the_reboot_all_of_it_holds()
    {
        using var host = RefindMachine.Create();
        Applier.Apply(host.Context, NoTrial, saved: null);
        host.RebootIsolated();
        host.Boot($"root=UUID=aa ro quiet intel_iommu=on iommu=pt initrd=boot\\initrd.img-{RefindMachine.Kernel}");
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(host.Context).Outcome);
        Assert.Empty(Planner.Plan(host.Facts, NoTrial).Changes);
    }

    [Fact]
    public void A_file_that_a_person_wrote_since_loses_the_words_and_the_line_and_nothing_else()
    {
        using var host = RefindMachine.Create();
        Applier.Apply(host.Context, NoTrial, saved: null);
        host.Write(RefindMachine.Lines, host.Read(RefindMachine.Lines) + "\"Mine\" \"root=UUID=aa nosmt intel_iommu=on\"\n\"Other\" \"root=UUID=bb iommu=pt\"\n");
        Undoer.Undo(host.Context);
        Assert.Equal(
            "\"Boot with standard options\"  \"root=UUID=aa ro quiet\"\n\"Boot to single-user mode\"    \"root=UUID=aa ro quiet single\"\n\"Boot with minimal options\"   \"ro root=UUID=aa\"\n\"Mine\" \"root=UUID=aa nosmt\"\n\"Other\" \"root=UUID=bb iommu=pt\"\n",
            host.Read(RefindMachine.Lines));
    }
}
