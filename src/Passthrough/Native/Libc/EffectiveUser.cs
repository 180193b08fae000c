using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>geteuid(2) and getegid(2).</summary>
internal static partial class EffectiveUser
{
    /// <summary>The effective user; 0 is root.</summary>
    public static uint Id => GetEuid();

    /// <summary>The effective group.</summary>
    public static uint GroupId => GetEgid();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEuid();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEgid();
}
