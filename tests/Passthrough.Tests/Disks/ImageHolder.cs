using System.Diagnostics;

namespace Passthrough.Tests.Disks;

/// <summary>qemu-io with an image open, as a guest's QEMU has it.</summary>
internal sealed class ImageHolder : IDisposable
{
    private readonly Process process;

    public ImageHolder(string path, bool isReadOnly, string format)
    {
        process = Process.Start(new ProcessStartInfo("qemu-io", [.. isReadOnly ? ["-r"] : Array.Empty<string>(), "-f", format, path]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;

        // Its answer tells that it has the image open.
        process.StandardInput.WriteLine("length");
        process.StandardInput.Flush();
        Assert.Contains("MiB", ReadAnswer(), StringComparison.Ordinal);
    }

    public int Id => process.Id;

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private string ReadAnswer() => process.StandardOutput.ReadLine() ?? "";
}
