namespace Passthrough.Host.Virtualization;

/// <summary>A parameter of a loaded module (<c>/sys/module/MODULE/parameters/NAME</c>).</summary>
/// <param name="Module">The module, with underscores as sysfs names it.</param>
/// <param name="Name">The parameter.</param>
/// <param name="Value">As the kernel shows it: <c>Y</c>, <c>N</c>, <c>1</c>.</param>
public sealed record ModuleParameter(string Module, string Name, string Value)
{
    /// <summary>The file that shows it, as the machine names it.</summary>
    public string Path => PathOf(Module, Name);

    /// <summary>The file that shows a parameter, as the machine names it.</summary>
    /// <param name="module">The module, with underscores.</param>
    /// <param name="name">The parameter.</param>
    public static string PathOf(string module, string name) => HostRoots.Live.Sys($"module/{module}/parameters/{name}");

    /// <summary>The value as a yes or no; null when it is neither.</summary>
    public bool? IsOn => Value switch { "Y" or "y" or "1" => true, "N" or "n" or "0" => false, _ => null };
}
