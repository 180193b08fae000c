using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>One reason.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Subjects">What it is about; see <see cref="ControllerObstacleKind"/>.</param>
public sealed record ControllerObstacle(ControllerObstacleKind Kind, ImmutableArray<string> Subjects);
