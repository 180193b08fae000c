using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Host;

namespace Passthrough.Cli.Commands;

/// <summary>What one run of a command gets: its parsed arguments, the terminal, and the machine it speaks about.</summary>
/// <param name="Arguments">The parsed command line.</param>
/// <param name="Terminal">The door to the terminal.</param>
/// <param name="Roots">The machine: the live one, or the folder given by <c>--host</c>.</param>
/// <param name="Cancellation">Set by Ctrl-C and SIGTERM.</param>
internal sealed record Invocation(ParseResult Arguments, TerminalDoor Terminal, HostRoots Roots, CancellationToken Cancellation);
