using System.CommandLine;
using Passthrough.Cli.Terminal;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough completion</c>: the shell's side of tab completion; the program's side is the command line parser's own <c>[suggest]</c> directive.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _passthrough() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _passthrough passthrough
        """;

    private const string Zsh = """
        #compdef passthrough
        _passthrough() {
            local -a words_found
            words_found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $words_found
        }
        compdef _passthrough passthrough
        """;

    private const string Fish = """
        complete -c passthrough -f -a '(passthrough "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", """
            Print the tab completion script for a shell.

            Example:
              passthrough completion bash | sudo tee /usr/share/bash-completion/completions/passthrough
            """)
        {
            shell,
        };
        command.SetAction(global.Action(invocation =>
        {
            invocation.Terminal.WriteDocument(invocation.Arguments.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCode.Success;
        }));
        return command;
    }
}
