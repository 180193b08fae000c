using System.Text.Encodings.Web;
using System.Text.Json;
using Passthrough.Failures;

namespace Passthrough.Planning;

/// <summary>Writes and reads a plan as the document of <c>docs/formats/plan.md</c>.</summary>
public static class PlanJson
{
    private static PlanJsonContext Context { get; } = new(new JsonSerializerOptions(PlanJsonContext.Default.Options)
    {
        // Diffs and shell scripts stay readable; the document is never pasted into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The document.</summary>
    public static string Write(Plan plan) => JsonSerializer.Serialize(plan, Context.Plan);

    /// <summary>Reads a document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">It is no plan, or of a version that this program does not know.</exception>
    public static Plan Read(string text, string name)
    {
        try
        {
            var plan = JsonSerializer.Deserialize(text, Context.Plan) ?? throw new JsonException("it is null");
            return plan.SchemaVersion == 1
                ? plan
                : throw new InvalidInputException($"'{name}' is a plan of version {plan.SchemaVersion}; this program knows version 1", name, "make the plan anew with 'passthrough plan'");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException($"'{name}' is not a plan: {exception.Message}", name, "make one with 'passthrough plan --gpu ADDRESS --json > plan.json'", inner: exception);
        }
    }

    /// <summary>SHA-256 (hexadecimal) over the machine's state and the changes, in one canonical form.</summary>
    internal static string Fingerprint(PlanBasis basis) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(basis, Context.PlanBasis)));
}
