namespace Passthrough.Tests.Host.Snapshots;

/// <summary>A folder for a file that does not exist yet; removed with everything in it.</summary>
internal sealed class ScratchFile(string name) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("passthrough-file-").FullName;

    public string Path => System.IO.Path.Combine(folder, name);

    public string[] Beside => [.. Directory.GetFiles(folder).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
