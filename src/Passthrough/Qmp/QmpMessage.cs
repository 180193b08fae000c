using System.Text.Json;

namespace Passthrough.Qmp;

/// <summary>One line that QEMU sent, as in QEMU's <c>docs/interop/qmp-spec</c>.</summary>
public abstract record QmpMessage
{
    private protected QmpMessage()
    {
    }

    /// <summary>Reads one line. Never throws: what is no QMP message comes back as <see cref="QmpRubbish"/>.</summary>
    /// <param name="line">The bytes between two line ends.</param>
    public static QmpMessage Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? OfObject(document.RootElement.Clone())
                : new QmpRubbish($"a JSON {document.RootElement.ValueKind} where an object belongs");
        }
        catch (JsonException exception)
        {
            return new QmpRubbish(exception.Message);
        }
    }

    private static QmpMessage OfObject(JsonElement message)
    {
        if (message.TryGetProperty("QMP", out _))
        {
            return new QmpGreeting();
        }

        if (message.TryGetProperty("return", out var value))
        {
            return new QmpReturn(IdOf(message), value);
        }

        if (message.TryGetProperty("error", out var error))
        {
            return new QmpError(IdOf(message), TextOf(error, "class") ?? "GenericError", TextOf(error, "desc") ?? "no description");
        }

        return TextOf(message, "event") is { } name
            ? new QmpEvent(name, message.TryGetProperty("data", out var data) ? data : default)
            : new QmpRubbish("an object that is neither greeting, reply, error nor event");
    }

    private static long? IdOf(JsonElement message) =>
        message.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? JsonText.Of(value) : null;
}
