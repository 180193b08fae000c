using Passthrough.Failures;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>A failure on its way from the switch to who asked it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Message">See <see cref="Exception.Message"/>.</param>
/// <param name="Where">See <see cref="PassthroughException.Where"/>.</param>
/// <param name="NextStep">See <see cref="PassthroughException.NextStep"/>.</param>
/// <param name="Errno">See <see cref="PassthroughException.Errno"/>.</param>
public sealed record SwitchProblem(SwitchProblemKind Kind, string Message, string? Where, string? NextStep, int? Errno)
{
    /// <summary>The problem of a failure.</summary>
    internal static SwitchProblem Of(PassthroughException exception) => new(
        exception switch
        {
            InvalidInputException => SwitchProblemKind.InvalidInput,
            RefusedException => SwitchProblemKind.Refused,
            NotFoundException => SwitchProblemKind.NotFound,
            BusyException => SwitchProblemKind.Busy,
            _ => SwitchProblemKind.Failed,
        },
        exception.Message, exception.Where, exception.NextStep, exception.Errno);

    /// <summary>The failure.</summary>
    internal PassthroughException ToException() => Kind switch
    {
        SwitchProblemKind.InvalidInput => new InvalidInputException(Message, Where, NextStep, Errno),
        SwitchProblemKind.Refused => new RefusedException(Message, Where, NextStep, Errno),
        SwitchProblemKind.NotFound => new NotFoundException(Message, Where, NextStep, Errno),
        SwitchProblemKind.Busy => new BusyException(Message, Where, NextStep, Errno),
        _ => new HypervisorException(Message, Where, NextStep, Errno),
    };
}
