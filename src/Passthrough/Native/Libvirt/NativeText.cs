using System.Runtime.InteropServices;

namespace Passthrough.Native.Libvirt;

/// <summary>Texts that libvirt allocates and the caller frees.</summary>
internal static unsafe class NativeText
{
    /// <summary>Copies and frees a text.</summary>
    /// <param name="pointer">From libvirt; not 0.</param>
    public static string Take(nint pointer)
    {
        try
        {
            return Marshal.PtrToStringUTF8(pointer)!;
        }
        finally
        {
            NativeMemory.Free((void*)pointer);
        }
    }
}
