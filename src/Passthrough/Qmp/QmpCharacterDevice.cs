using System.Collections.Immutable;
using System.Text.Json;

namespace Passthrough.Qmp;

/// <summary>One of QEMU's character devices as <c>query-chardev</c> shows it.</summary>
/// <param name="Label">The id that it was given.</param>
/// <param name="FileName">What is behind it: <c>file</c>, <c>pty:/dev/pts/3</c>, <c>unix:/run/x.serial,server=on</c>; <c>disconnected:</c> before it when nobody is connected to a socket.</param>
public sealed record QmpCharacterDevice(string Label, string FileName)
{
    private const string Socket = "unix:";

    /// <summary>True for a socket of this machine.</summary>
    public bool IsSocket => IsSocketInUse || FileName.StartsWith("disconnected:" + Socket, StringComparison.Ordinal);

    /// <summary>True for a socket that somebody is connected to.</summary>
    public bool IsSocketInUse => FileName.StartsWith(Socket, StringComparison.Ordinal);

    /// <summary>Reads the reply to <c>query-chardev</c>. Never throws: what does not look like a character device is left out.</summary>
    /// <param name="reply">An array of them.</param>
    public static ImmutableArray<QmpCharacterDevice> ParseAll(JsonElement reply) => reply.ValueKind != JsonValueKind.Array
        ? []
        :
        [
            .. from element in reply.EnumerateArray()
               let label = Text(element, "label")
               let file = Text(element, "filename")
               where label is not null && file is not null
               select new QmpCharacterDevice(label, file),
        ];

    private static string? Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? JsonText.Of(value) : null;
}
