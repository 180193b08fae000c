namespace Passthrough.Host.Boot.Limine;

/// <summary>What a line of Limine's configuration is.</summary>
internal enum LimineLineKind
{
    /// <summary>Nothing that Limine reads: empty, or a comment.</summary>
    None,

    /// <summary>The title of an entry or a directory.</summary>
    Title,

    /// <summary>An option with its value.</summary>
    Option,

    /// <summary>The definition of a macro (<c>${NAME}=text</c>).</summary>
    Macro,
}
