using System.Runtime.CompilerServices;

namespace Passthrough.Tests;

/// <summary>Collections of other people's files, which are not part of the repository.</summary>
internal static class Corpora
{
    public static string? Find(string relative, [CallerFilePath] string here = "")
    {
        var roots = Parents(here).Select(folder => Path.Combine(folder, "shared", "corpora")).Prepend(Environment.GetEnvironmentVariable("PASSTHROUGH_CORPORA") ?? "");
        return roots.Where(root => root.Length > 0).Select(root => Path.Combine(root, relative)).FirstOrDefault(Path.Exists);
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
