using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Passthrough.Guests.KubeVirt;

/// <summary>Manifests as text.</summary>
public static class ManifestText
{
    // What YAML 1.1, which Kubernetes reads, takes for a truth value or for nothing.
    private static readonly HashSet<string> Reserved = new(["true", "false", "yes", "no", "on", "off", "y", "n", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The manifest as YAML, after comments.</summary>
    /// <param name="comments">Lines, without the sign that makes them comments.</param>
    /// <param name="manifest">The manifest.</param>
    public static string Yaml(IEnumerable<string> comments, JsonObject manifest)
    {
        var text = new StringBuilder();
        foreach (var line in comments)
        {
            text.Append(line.Length == 0 ? "#" : "# ").Append(OneLine(line)).Append('\n');
        }

        using var writer = new StringWriter(text, CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 128));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, manifest);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>The manifest as JSON, which Kubernetes takes as well.</summary>
    public static string Json(JsonNode manifest)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            manifest.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Emit(Emitter emitter, JsonNode node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map)
                {
                    emitter.Emit(Word(key));
                    Emit(emitter, value!);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item!);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(node.GetValueKind() == JsonValueKind.String ? Word(node.GetValue<string>()) : Scalar(node.ToJsonString(), ScalarStyle.Plain));
                break;
        }
    }

    // Plain only where no reader could take it for anything else than this text.
    private static Scalar Word(string text) => Scalar(
        text,
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '/' or '_' or '-') && !Reserved.Contains(text)
            ? ScalarStyle.Plain
            : ScalarStyle.DoubleQuoted);

    private static Scalar Scalar(string text, ScalarStyle style) => new(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);

    // Besides control characters, YAML 1.1 ends a line, and so a comment, at these two.
    private static string OneLine(string line) => string.Concat(line.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter));
}
