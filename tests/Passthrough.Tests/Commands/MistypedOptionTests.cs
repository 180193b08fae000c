using Passthrough.Cli.Commands;

namespace Passthrough.Tests.Commands;

public class MistypedOptionTests
{
    [Theory]
    [InlineData("apply", "--yes")]
    [InlineData("apply", "--gpu", "01:00.0", "-y")]
    [InlineData("snapshot", "--gzip")]
    [InlineData("guest", "create", "--name", "--gpu", "01:00.0")]
    public void A_mistyped_option_is_not_taken_for_the_name_of_a_file_or_a_guest(params string[] command) =>
        Assert.NotEmpty(RootCommandBuilder.Create().Parse(command).Errors);

    [Theory]
    [InlineData("plan", "plann")]
    [InlineData("check", "chekc")]
    [InlineData("--gpu", "plan", "--gpuu", "01:00.0")]
    [InlineData("--json", "plan", "--jsn")]
    [InlineData("start", "guest", "strat")]
    [InlineData(null, "plan", "--something-else")]
    [InlineData(null, "x")]
    public void The_word_that_was_meant_is_guessed(string? meant, params string[] command)
    {
        var parsed = RootCommandBuilder.Create().Parse(command);
        Assert.Equal(meant, MeantWord.Of(parsed.CommandResult.Command, parsed.UnmatchedTokens[0]));
    }

    [Fact]
    public void The_error_says_how_a_file_of_that_name_is_given() =>
        Assert.Contains("./--gzip", Assert.Single(RootCommandBuilder.Create().Parse(["snapshot", "--gzip"]).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("'abc' is no number for --vcpus.", "guest", "create", "win", "--gpu", "01:00.0", "--vcpus", "abc")]
    [InlineData("'x' is no number for --hugepages-node.", "plan", "--gpu", "01:00.0", "--hugepages-node", "x")]
    [InlineData("'one' is no number for --cache-domain.", "cpu", "--cache-domain", "one")]
    [InlineData("Unrecognized command or argument 'bogus'.", "bogus")]
    [InlineData("Unrecognized command or argument 'bogus'.", "session", "bogus")]
    [InlineData("'session' needs one of its commands: status, release, supervise.", "session")]
    [InlineData("'start' needs NAME.", "guest", "start")]
    [InlineData("'lend' needs GUEST.", "usb", "lend", "1-4")]
    [InlineData("Required argument missing for option: '--gpu'.", "plan", "--gpu")]
    public void What_is_wrong_is_said_in_one_line(string error, params string[] command) => Assert.Equal([error], ParseErrors.Of(RootCommandBuilder.Create().Parse(command)));

    [Fact]
    public void Sentences_of_the_help_fit_the_terminal_and_commands_stay_whole()
    {
        const string text = "A sentence that is wide.\nAnd one more.\n\nExample:\n  sudo passthrough undo --gpu 01:00.0\n";
        Assert.Equal("A sentence that\nis wide. And one\nmore.\n\nExample:\n  sudo passthrough undo --gpu 01:00.0\n", HelpWithExamples.Fit(text, 16));
        Assert.Equal(text, HelpWithExamples.Fit(text, int.MaxValue));
    }

    [Fact]
    public void Words_of_which_one_must_be_given_are_listed_in_one_line() =>
        Assert.Matches("^Argument 'tcsh' not recognized. Must be one of: '[a-z]+', '[a-z]+', '[a-z]+'$", Assert.Single(ParseErrors.Of(RootCommandBuilder.Create().Parse(["completion", "tcsh"]))));
}
