using System.Runtime.InteropServices;

namespace Passthrough.Native.Libvirt;

/// <summary>virGetLastError and virSetErrorFunc.</summary>
internal static unsafe partial class VirError
{
    /// <summary><c>VIR_ERR_NO_DOMAIN</c>.</summary>
    public const int NoDomain = 42;

    /// <summary><c>VIR_ERR_INVALID_ARG</c>, which is also what unsupported flags give.</summary>
    public const int InvalidArgument = 8;

    /// <summary>Keeps libvirt from printing errors itself; they are read with <see cref="Last"/>.</summary>
    public static void Silence() => SetErrorFunc(0, &Ignore);

    /// <summary>The last error of this thread; null when there was none.</summary>
    public static (int Code, int Domain, string Message)? Last()
    {
        var error = GetLastError();
        return error is null ? null : (error->Code, error->Domain, Marshal.PtrToStringUTF8(error->Message) ?? "no message");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Ignore(nint data, nint error)
    {
        // Nothing to do: the error is read from the thread that caused it.
    }

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virSetErrorFunc")]
    private static partial void SetErrorFunc(nint data, delegate* unmanaged[Cdecl]<nint, nint, void> handler);

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virGetLastError")]
    private static partial ErrorRecord* GetLastError();

    // The beginning of struct _virError in libvirt/virterror.h; the rest is not read.
    [StructLayout(LayoutKind.Sequential)]
    private struct ErrorRecord
    {
        public int Code;
        public int Domain;
        public nint Message;
    }
}
