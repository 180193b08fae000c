using System.Text.Json;

namespace Passthrough.Qmp;

/// <summary>Something happened in the virtual machine; events come between replies in any order.</summary>
/// <param name="Name">Such as <c>SHUTDOWN</c>, <c>STOP</c>, <c>DEVICE_DELETED</c>.</param>
/// <param name="Data">The event's own values; <see cref="JsonValueKind.Undefined"/> when it has none.</param>
public sealed record QmpEvent(string Name, JsonElement Data) : QmpMessage;
