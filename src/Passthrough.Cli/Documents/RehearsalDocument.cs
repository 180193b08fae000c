using System.Collections.Immutable;

namespace Passthrough.Cli.Documents;

/// <summary>What <c>rehearse --json</c> writes (<c>docs/formats/rehearsal.md</c>).</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="Steps">The steps that observed what they had to, in order.</param>
internal sealed record RehearsalDocument(int SchemaVersion, ImmutableArray<RehearsedStep> Steps);
