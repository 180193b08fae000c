using Passthrough.Planning;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>Takes a kernel line's change back out of what others wrote since, by the form in which the line stands in the file.</summary>
internal static class KernelLines
{
    /// <summary>The text without what the change put into it.</summary>
    /// <param name="text">The file as it is now.</param>
    /// <param name="change">The change.</param>
    public static string TakeOut(string text, KernelLineChange change) => change.Form switch
    {
        KernelLineForm.Kernelstub => KernelstubConfiguration.TakeOut(text, change.Added, change.Replaced),
        _ => KernelLineText.TakeOut(text, change.Added, change.Replaced),
    };
}
