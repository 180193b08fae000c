namespace Passthrough.Host.Boot.Refind;

/// <summary>One token of a line of rEFInd's configuration.</summary>
/// <param name="Text">The token; inside quotes, two quotes stand for one.</param>
/// <param name="Start">Where it begins in the file, quotes left out.</param>
/// <param name="End">The place after it, quotes left out.</param>
/// <param name="IsQuoted">True when it stands in quotes, which are closed.</param>
internal readonly record struct RefindToken(string Text, int Start, int End, bool IsQuoted);
