namespace Passthrough.Host.Boot.Limine;

/// <summary>One assignment of a kernel line in limine-entry-tool's settings, by positions in its file.</summary>
/// <param name="Key">Whose kernel line: a kernel's name, or <see cref="LimineDefaults.Default"/>.</param>
/// <param name="IsAppended">True when it continues what was assigned before (<c>+=</c>).</param>
/// <param name="Start">Where the value begins, quotes left out.</param>
/// <param name="End">The place after it, quotes left out.</param>
/// <param name="IsCertain">False when it is not known where the value ends.</param>
internal readonly record struct LimineDefault(string Key, bool IsAppended, int Start, int End, bool IsCertain);
