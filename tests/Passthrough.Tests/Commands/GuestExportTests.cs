using Passthrough.Cli.Commands;

namespace Passthrough.Tests.Commands;

public class GuestExportTests
{
    [Theory]
    [InlineData("--force is about the file of --output.", "--format", "qemu", "--force")]
    [InlineData("--permitted is about --format kubevirt.", "--format", "qemu", "--permitted")]
    public void Options_that_mean_nothing_are_refused(string error, params string[] options) =>
        Assert.Equal([error], RootCommandBuilder.Create().Parse(["guest", "export", "win11", .. options]).Errors.Select(problem => problem.Message));

    [Fact]
    public void The_format_has_to_be_said_and_known()
    {
        Assert.NotEmpty(RootCommandBuilder.Create().Parse(["guest", "export", "win11"]).Errors);
        Assert.NotEmpty(RootCommandBuilder.Create().Parse(["guest", "export", "win11", "--format", "vmware"]).Errors);
    }

    [Fact]
    public void The_formats_are_completed() =>
        Assert.Equal(["kubevirt", "libvirt", "qemu"], RootCommandBuilder.Create().Parse("guest export win11 --format ").GetCompletions().Select(item => item.Label).Order(StringComparer.Ordinal));
}
