using System.Text.Json;
using Passthrough.Cli.Commands;
using Passthrough.Cli.Terminal;
using Passthrough.Tests.Host.Snapshots;

namespace Passthrough.Tests.Commands;

public class GuestEditTests
{
    private const string Domain = "<domain>\n\t<name>win10</name>\n\t<memory unit='GiB'>4</memory>\n</domain>";

    [Fact]
    public async Task A_file_is_edited_only_when_that_is_asked()
    {
        using var file = new ScratchFile("win10.xml");
        await File.WriteAllTextAsync(file.Path, Domain, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Success, await Run("win10", "--file", file.Path, "--memory", "8G", "--dry-run"));
        Assert.Equal(Domain, await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal(ExitCode.Success, await Run("win10", "--file", file.Path, "--memory", "8G", "--huge-pages", "2M", "--locked", "on", "--hide-kvm", "--json"));
        Assert.Equal(
            "<domain>\n\t<name>win10</name>\n\t<memory unit='GiB'>8</memory>\n\t<memoryBacking>\n\t\t<hugepages>\n\t\t\t<page size='2048' unit='KiB'/>\n\t\t</hugepages>\n\t\t<locked/>\n\t</memoryBacking>\n\t<features>\n\t\t<kvm>\n\t\t\t<hidden state='on'/>\n\t\t</kvm>\n\t</features>\n</domain>",
            await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--huge-pages", "4M")]
    [InlineData("--grab-toggle", "left")]
    [InlineData("--memory", "lots")]
    [InlineData("--add-card", "first")]
    [InlineData("--cpus", "all")]
    [InlineData("--looking-glass", "big")]
    [InlineData("--vendor-id", "a,b")]
    [InlineData("--evdev", "event3")]
    public async Task A_wrong_value_changes_nothing(string option, string value)
    {
        using var file = new ScratchFile("win10.xml");
        await File.WriteAllTextAsync(file.Path, Domain, TestContext.Current.CancellationToken);
        Assert.NotEqual(ExitCode.Success, await Run("win10", "--file", file.Path, option, value));
        Assert.Equal(Domain, await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_document_is_as_described()
    {
        var document = JsonDocument.Parse(JsonSerializer.Serialize(new Passthrough.Cli.Documents.GuestEditDocument(1, "win10", "", false), Passthrough.Cli.Documents.ViewDocuments.Default.GuestEditDocument));
        Assert.Equal("schemaVersion domain diff isWritten", string.Join(' ', document.RootElement.EnumerateObject().Select(property => property.Name)));
    }

    private static async Task<ExitCode> Run(params string[] arguments) => (ExitCode)await RootCommandBuilder.Create().Parse(["guest", "edit", .. arguments]).InvokeAsync();
}
