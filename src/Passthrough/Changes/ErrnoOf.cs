namespace Passthrough.Changes;

/// <summary>Finds the kernel's error number behind an exception of .NET's file calls.</summary>
internal static class ErrnoOf
{
    private const int AccessDenied = 13;

    /// <summary>The number; null when the exception carries none.</summary>
    public static int? Exception(Exception exception) => exception switch
    {
        UnauthorizedAccessException => exception.InnerException?.HResult is > 0 and < 4096 and var inner ? inner : AccessDenied,
        IOException { HResult: > 0 and < 4096 } io => io.HResult,
        _ => null,
    };
}
