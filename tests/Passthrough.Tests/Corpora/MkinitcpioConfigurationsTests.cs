using System.Diagnostics;
using System.Text;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Planning;
using Passthrough.Planning.Initramfs;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Corpora;

/// <summary>mkinitcpio's configuration of real users: what bash makes of it before and after the edit.</summary>
public class MkinitcpioConfigurationsTests
{
    [Fact]
    public void Every_configuration_gets_the_hook_and_nothing_else() => Assert.All(
        Files("mkinitcpio.conf").Where(path => !path.Contains("archlinux+mkinitcpio", StringComparison.Ordinal)),
        path =>
        {
            using var host = ArchMachine.Create();
            host.Write("etc/mkinitcpio.conf", Text(path));
            var edit = Assert.Single(Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<FileChange>(), change => change.Id is "initramfs-hooks");
            Assert.Equal(Hooks(edit.Before!).Append(MkinitcpioHook.Name), Hooks(edit.After));
            Assert.StartsWith(edit.Before!, edit.After, StringComparison.Ordinal);
        });

    [Fact]
    public void Every_preset_names_what_bash_reads_in_it() => Assert.All(
        Files("*.preset").Where(path => !path.Contains("archlinux+mkinitcpio", StringComparison.Ordinal)),
        path =>
        {
            var preset = MkinitcpioPresetFile.Parse(path, Text(path));
            Assert.Equal(Bash(Text(path), "printf '%s\\n' \"$ALL_kver\" \"${PRESETS[@]}\""), (List<string>)[preset.Kernel!, .. preset.Images.Select(image => image.Name)]);
            Assert.All(preset.Images, image => Assert.Equal(
                Bash(Text(path), $"printf '%s\\n' \"${image.Name}_image\" \"${{{image.Name}_config:-$ALL_config}}\" ${image.Name}_options"),
                (List<string>)[image.Path ?? "", image.Configuration ?? "", .. image.Options]));
        });

    private static List<string> Files(string pattern)
    {
        var files = Directory.GetFiles(CorpusFolder.Require("user-configs"), pattern, SearchOption.AllDirectories).Concat(Directory.GetFiles(CorpusFolder.Require("boot-config"), pattern, SearchOption.AllDirectories)).ToList();
        Assert.NotEmpty(files);
        return files;
    }

    private static string Text(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path));

    private static IEnumerable<string> Hooks(string text) => Bash(text, "printf '%s\\n' \"${HOOKS[@]}\"").SelectMany(words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static List<string> Bash(string text, string then)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"{text}\n{then}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return [.. output[..^1].Split('\n')];
    }
}
