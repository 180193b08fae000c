using Passthrough.Failures;

namespace Passthrough.Cli.Terminal;

/// <summary>The one place that turns an error into words and an exit code.</summary>
internal static class ErrorView
{
    /// <summary>The exit code of an error.</summary>
    public static ExitCode CodeOf(PassthroughException exception) => exception switch
    {
        RefusedException => ExitCode.Refused,
        NotFoundException => ExitCode.NotFound,
        NeedsRootException => ExitCode.NeedsRoot,
        BusyException => ExitCode.Busy,
        UnfinishedTransactionException => ExitCode.Unfinished,
        StalePlanException => ExitCode.StalePlan,
        RolledBackException => ExitCode.RolledBack,
        RollbackIncompleteException => ExitCode.RollbackIncomplete,
        ConflictException => ExitCode.Conflict,
        ToolFailedException => ExitCode.ToolFailed,
        HypervisorException => ExitCode.Hypervisor,
        RehearsalUnavailableException => ExitCode.RehearsalUnavailable,
        RehearsalFailedException => ExitCode.RehearsalFailed,
        InvalidInputException => ExitCode.Usage,
        _ => ExitCode.InternalError,
    };

    /// <summary>Writes what happened, where, the errno and the next step.</summary>
    public static void Write(TerminalDoor terminal, PassthroughException exception)
    {
        terminal.WriteErrorLine($"passthrough: {exception.Message}");
        if (exception.Where is { } where && !exception.Message.Contains(where, StringComparison.Ordinal))
        {
            terminal.WriteErrorLine($"  where: {where}");
        }

        if (exception.Errno is { } errno)
        {
            terminal.WriteErrorLine($"  errno: {errno} ({new System.ComponentModel.Win32Exception(errno).Message})");
        }

        if (exception.NextStep is { } nextStep)
        {
            terminal.WriteErrorLine($"  next:  {nextStep}");
        }
    }
}
