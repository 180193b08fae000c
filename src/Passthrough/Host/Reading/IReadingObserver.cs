namespace Passthrough.Host.Reading;

/// <summary>Is told what a <see cref="MachineReader"/> reads. All paths are the machine's own, with every link on the way followed.</summary>
internal interface IReadingObserver
{
    /// <summary>A file was read to its end.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="bytes">All of it; not to be changed.</param>
    /// <param name="mode">The permission bits.</param>
    public void File(string path, byte[] bytes, int mode);

    /// <summary>A symbolic link was read, or followed on the way to something else.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="target">What is written in it.</param>
    public void Link(string path, string target);

    /// <summary>A folder was listed.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="names">All names in it; not to be changed.</param>
    public void Folder(string path, IReadOnlyList<string> names);

    /// <summary>Somebody asked whether this is there, and it is.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="isFolder">True for a folder.</param>
    public void Found(string path, bool isFolder);

    /// <summary>Somebody asked how long a file is that is not read.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="bytes">Its length.</param>
    public void Length(string path, long bytes);

    /// <summary>This is there and could not be read.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="problem">Why.</param>
    public void Refused(string path, ReadProblem problem);
}
