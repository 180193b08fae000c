using System.Runtime.CompilerServices;

namespace Passthrough.Tests.Corpora;

/// <summary>Real machines and configurations that others collected; they lie outside the repository and may be absent.</summary>
internal static class CorpusFolder
{
    /// <summary>The folder; null where it is absent.</summary>
    public static string? Find([CallerFilePath] string here = "")
    {
        if (Environment.GetEnvironmentVariable("PASSTHROUGH_CORPORA") is { Length: > 0 } named)
        {
            return named;
        }

        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Passthrough.slnx")))
        {
            folder = folder.Parent;
        }

        var beside = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "corpora") : null;
        return Directory.Exists(beside) ? beside : null;
    }

    /// <summary>A folder of it; the test is skipped where it is absent.</summary>
    public static string Require(string name)
    {
        var path = Find() is { } root ? Path.Combine(root, name) : name;
        Assert.SkipUnless(Directory.Exists(path), $"the corpus '{name}' is not here (PASSTHROUGH_CORPORA names the folder of corpora)");
        return path;
    }
}
