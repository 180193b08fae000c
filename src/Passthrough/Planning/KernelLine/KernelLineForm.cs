namespace Passthrough.Planning.KernelLine;

/// <summary>How a kernel line stands in a file that the system's own tools write too.</summary>
public enum KernelLineForm
{
    /// <summary>The <c>options</c> of a file below <c>loader/entries</c>.</summary>
    LoaderEntry,

    /// <summary><c>user.kernel_options</c> of kernelstub's configuration.</summary>
    Kernelstub,
}
