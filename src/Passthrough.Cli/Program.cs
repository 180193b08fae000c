using System.CommandLine;
using Passthrough.Cli.Commands;
using Passthrough.Cli.Terminal;

var root = RootCommandBuilder.Create();
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
{
    await parsed.InvokeAsync(configuration);
    return (int)ExitCode.Usage;
}

return await parsed.InvokeAsync(configuration);
