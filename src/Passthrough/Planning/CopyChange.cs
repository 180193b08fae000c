namespace Passthrough.Planning;

/// <summary>Keeps the present content of a file under a second name.</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Source">The machine's own path of the file that is copied.</param>
/// <param name="Path">The machine's own path of the copy.</param>
/// <param name="Mode">The permission bits of the copy.</param>
public sealed record CopyChange(string Id, string Title, string Reason, string Source, string Path, int Mode)
    : Change(Id, Title, Reason);
