using Passthrough.Cli.Commands;

namespace Passthrough.Tests.Cli;

public class ManPageTests
{
    [Fact]
    public void The_manual_page_says_what_the_help_says() =>
        Golden.Matches("../../../docs/passthrough.1", ManPage.Of(RootCommandBuilder.CreateTree()));
}
