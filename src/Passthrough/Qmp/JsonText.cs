using System.Text.Json;

namespace Passthrough.Qmp;

/// <summary>Reads JSON strings without throwing on the ones that .NET cannot represent.</summary>
internal static class JsonText
{
    /// <summary>The text of a JSON string; null for any other kind, and for a string with half a surrogate pair.</summary>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
