namespace Passthrough.Planning;

/// <summary>A loaded module has this parameter (<c>/sys/module/MODULE/parameters/NAME</c>).</summary>
/// <param name="Module">The module, as sysfs names it.</param>
/// <param name="Name">The parameter.</param>
/// <param name="IsOn">Whether it is on.</param>
public sealed record ModuleParameterIs(string Module, string Name, bool IsOn) : Postcondition;
