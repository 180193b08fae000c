using System.Reflection;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>A file of the base image's recipe, carried inside the program.</summary>
/// <param name="Name">Its name in the folder <c>Recipe</c>.</param>
/// <param name="Content">Its text.</param>
internal sealed record RecipeFile(string Name, string Content)
{
    private const string Prefix = "Recipe.";

    /// <summary>All files of the recipe, ordered by name.</summary>
    public static IReadOnlyList<RecipeFile> All() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new RecipeFile(name[Prefix.Length..], Read(name))),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
