namespace Passthrough.Planning.Initramfs;

/// <summary>A file that makes an initramfs isolate devices.</summary>
/// <param name="Id">The change's id.</param>
/// <param name="Title">The change's title.</param>
/// <param name="Reason">Why.</param>
/// <param name="Path">The machine's own path.</param>
/// <param name="Text">All of it.</param>
/// <param name="Mode">The permission bits.</param>
internal sealed record IsolationFile(string Id, string Title, string Reason, string Path, string Text, int Mode);
