using System.Diagnostics;
using Passthrough.Host.Boot;
using Passthrough.Planning.Guard;
using Passthrough.Processes;

namespace Passthrough.Tests.Corpora;

/// <summary>Menus of real machines, from which today's start is offered once more.</summary>
public class FallbackEntriesTests
{
    [Fact]
    public void The_default_start_of_every_menu_is_offered_with_its_kernel_its_words_and_one_more() => Assert.All(Menus(), menu =>
    {
        var offered = Assert.Single(GrubConfiguration.Parse(Block(menu)).Entries);
        var today = menu.Entries.First(entry => entry.IsDefault);
        Assert.Equal(today.KernelPath, offered.KernelPath);
        Assert.Equal([.. today.Parameters, "passthrough=off"], offered.Parameters);
        Assert.Equal(today.InitramfsPaths.Length, offered.InitramfsPaths.Length);
        Assert.All(offered.InitramfsPaths, path => Assert.Equal("${passthrough_folder}/passthrough-fallback.img", path));
    });

    [Fact]
    public void Grub_can_read_every_block()
    {
        var checker = ProgramPath.Find("grub-script-check");
        Assert.SkipWhen(checker is null, "grub-script-check is not installed (Debian: grub-common)");
        Assert.All(Menus(), menu =>
        {
            var file = Path.GetTempFileName();
            File.WriteAllText(file, Block(menu));
            using var process = Process.Start(new ProcessStartInfo(checker!, [file]) { UseShellExecute = false, RedirectStandardError = true })!;
            var complaint = process.StandardError.ReadToEnd();
            process.WaitForExit();
            File.Delete(file);
            Assert.Equal(("", 0), (complaint, process.ExitCode));
        });
    }

    private static string Block(GrubConfiguration menu) => GrubFallbackEntry.Block(menu.DefaultEntry!, new GrubMemory("/efi/EFI/passthrough/grubenv", "1234-ABCD"), path => !path.StartsWith("initrd", StringComparison.Ordinal), keepsImage: true)!;

    private static List<GrubConfiguration> Menus()
    {
        var menus = Directory.GetFiles(CorpusFolder.Require("boot-config"), "grub*.cfg", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(CorpusFolder.Require("boot-config"), "grub2.*", SearchOption.AllDirectories).Where(path => path.Contains("/test/grub2.", StringComparison.Ordinal)))
            .Concat(Directory.GetFiles(CorpusFolder.Require("user-configs"), "grub.cfg", SearchOption.AllDirectories))
            .Select(path => GrubConfiguration.Parse(string.Join('\n', File.ReadAllLines(path))))
            .Where(menu => menu.DefaultEntry is not null)
            .ToList();
        Assert.InRange(menus.Count, 10, int.MaxValue);
        return menus;
    }
}
