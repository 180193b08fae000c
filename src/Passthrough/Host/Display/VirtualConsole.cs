namespace Passthrough.Host.Display;

/// <summary>A driver of the text consoles, from <c>/sys/class/vtconsole/vtconN/</c>.</summary>
/// <param name="Name">The folder's name: <c>vtcon1</c>.</param>
/// <param name="Driver">What it draws with (file <c>name</c>, without the mark of a modular driver): <c>frame buffer device</c>, <c>dummy device</c>.</param>
/// <param name="IsBound">True when it draws the consoles now (file <c>bind</c>); null when absent.</param>
public sealed record VirtualConsole(string Name, string Driver, bool? IsBound);
