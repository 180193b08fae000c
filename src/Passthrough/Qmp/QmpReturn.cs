using System.Text.Json;

namespace Passthrough.Qmp;

/// <summary>A command succeeded.</summary>
/// <param name="Id">The command's id; null when QEMU named none, or one that this client cannot have given.</param>
/// <param name="Value">What it returned; an empty object for most commands that change something.</param>
public sealed record QmpReturn(long? Id, JsonElement Value) : QmpMessage;
