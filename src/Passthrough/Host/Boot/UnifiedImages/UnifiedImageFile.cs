using System.Buffers.Binary;
using System.Text;
using Passthrough.Host.Distribution;

namespace Passthrough.Host.Boot.UnifiedImages;

/// <summary>Understands the file of a unified kernel image.</summary>
public static class UnifiedImageFile
{
    private const int LongestText = 64 << 10;

    // The kernel's Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header".
    private const int MagicAt = 0x202;
    private const int VersionPointerAt = 0x20e;
    private const int VersionPointerBase = 0x200;
    private const int LongestVersion = 256;
    private const int KernelHeaderBytes = VersionPointerBase + ushort.MaxValue + LongestVersion;

    /// <summary>The section that holds the initramfs.</summary>
    public const string Initramfs = ".initrd";

    /// <summary>The image; null when the file is none, or one with several profiles, of which each is an entry of its own. Never throws on rubbish.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="file">The file, which can be read at any position.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static UnifiedImage? Parse(string path, Stream file)
    {
        if (PortableExecutable.Read(file) is not { } program || program.Section(".linux") is null || program.Section(".profile") is not null)
        {
            return null;
        }

        var system = OsRelease.Values(Text(".osrel"));
        return new UnifiedImage(path, Line(Text(".cmdline")), Text(".uname")?.Trim('\0', ' ', '\n') ?? KernelVersion(program.Content(file, ".linux", KernelHeaderBytes)), program.IsSigned)
        {
            // systemd-boot's bootspec_pick_name_version_sort_key.
            Title = First("PRETTY_NAME", "IMAGE_ID", "NAME", "ID"),
            Version = First("IMAGE_VERSION", "VERSION", "VERSION_ID", "BUILD_ID"),
            SortKey = First("IMAGE_ID", "ID"),
            SystemId = First("ID"),
        };

        string? Text(string section) => program.Content(file, section, LongestText) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

        string? First(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (system.GetValueOrDefault(name) is { Length: > 0 } value)
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>The stub takes each control character for a blank.</summary>
    private static string? Line(string? text) => text is null ? null : string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();

    /// <summary>The first word of the text that the kernel's own header points to; null when it has none.</summary>
    private static string? KernelVersion(ReadOnlySpan<byte> kernel)
    {
        if (kernel.Length < VersionPointerAt + sizeof(ushort) || !kernel[MagicAt..].StartsWith("HdrS"u8))
        {
            return null;
        }

        var pointer = BinaryPrimitives.ReadUInt16LittleEndian(kernel[VersionPointerAt..]);
        var start = VersionPointerBase + pointer;
        if (pointer == 0 || start >= kernel.Length)
        {
            return null;
        }

        var text = kernel[start..Math.Min(kernel.Length, start + LongestVersion)];
        var end = text.IndexOfAny((byte)' ', (byte)0);
        return end > 0 ? Encoding.ASCII.GetString(text[..end]) : null;
    }
}
