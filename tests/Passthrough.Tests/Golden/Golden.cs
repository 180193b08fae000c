using System.Runtime.CompilerServices;

namespace Passthrough.Tests;

/// <summary>Texts that are pinned as files; <c>PASSTHROUGH_REGENERATE=1</c> writes them anew.</summary>
internal static class Golden
{
    /// <summary>The file of a name.</summary>
    public static string PathOf(string name, [CallerFilePath] string here = "")
    {
        var root = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!string.Equals(root.Name, "Passthrough.Tests", StringComparison.Ordinal))
        {
            root = root.Parent!;
        }

        return Path.Combine(root.FullName, "Golden", name);
    }

    public static void Matches(string name, string text, [CallerFilePath] string here = "")
    {
        var path = PathOf(name, here);
        if (Environment.GetEnvironmentVariable("PASSTHROUGH_REGENERATE") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        using var reader = new StreamReader(path);
        Assert.Equal(reader.ReadToEnd(), text);
    }
}
