using System.Collections.Immutable;
using System.Security.Cryptography;
using Passthrough.Native.Libc;

namespace Passthrough.Changes.Files;

/// <summary>Reads what <see cref="FileState"/> holds from the file system.</summary>
internal static class FileStates
{
    /// <summary>The state of a path; a link is not followed.</summary>
    /// <exception cref="IOException">It cannot be read, or is neither a file nor a folder.</exception>
    public static FileState Read(string path)
    {
        if (FileStatus.Read(path) is not { } status)
        {
            return FileState.Absent;
        }

        if (!status.IsRegular && !status.IsDirectory)
        {
            throw new IOException($"'{path}' is neither a file nor a folder");
        }

        return new FileState
        {
            Exists = true,
            IsDirectory = status.IsDirectory,
            Size = status.IsDirectory ? 0 : status.Size,
            Sha256 = status.IsDirectory ? null : Hash(path),
            Mode = status.Permissions,
            User = status.User,
            Group = status.Group,
            ModifiedSeconds = status.ModifiedSeconds,
            ModifiedNanoseconds = status.ModifiedNanoseconds,
            Attributes = ExtendedAttributes.Read(path).ToImmutableSortedDictionary(pair => pair.Key, pair => Convert.ToBase64String(pair.Value), StringComparer.Ordinal),
        };
    }

    /// <summary>SHA-256 of a file's content, hexadecimal.</summary>
    public static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The path that a change really writes: where a link leads, step by step below the machine's root.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="machinePath">The machine's own path.</param>
    /// <returns>The machine's own path of the file behind all links; the path itself when it is none.</returns>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Resolve(Host.HostRoots roots, string machinePath)
    {
        var current = machinePath;
        for (var hops = 0; hops < 40; hops++)
        {
            var path = roots.Locate(current);
            if (FileStatus.Read(path) is not { IsLink: true })
            {
                return current;
            }

            var target = new FileInfo(path).LinkTarget!;
            current = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(current)!, target));
        }

        throw new IOException($"the links at '{machinePath}' lead in a circle");
    }
}
