using System.Diagnostics;
using System.Net.Sockets;

namespace Passthrough.Tests.Qmp;

/// <summary>A real QEMU that is ended with the test.</summary>
internal sealed class QemuProcess : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("qmp");
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Process process;

    public QemuProcess(params string[] arguments)
    {
        // The test listens and QEMU connects: so nobody has to wait for a socket file to appear.
        var path = Path.Combine(folder.FullName, "qmp");
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        process = Process.Start("/usr/bin/qemu-system-x86_64", [.. arguments, "-display", "none", "-nodefaults", "-qmp", $"unix:{path}"]);
    }

    public static bool IsInstalled => File.Exists("/usr/bin/qemu-system-x86_64");

    public Process Process => process;

    public async Task<Stream> ConnectAsync(CancellationToken cancellation) => new NetworkStream(await listener.AcceptAsync(cancellation), ownsSocket: true);

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        listener.Dispose();
        folder.Delete(recursive: true);
    }
}
