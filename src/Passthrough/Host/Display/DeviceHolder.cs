namespace Passthrough.Host.Display;

/// <summary>A process that has a device node open, from <c>/proc/PID/fd</c>.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Command">Its name (<c>/proc/PID/comm</c>).</param>
/// <param name="Node">The node it holds, such as <c>/dev/dri/card1</c>.</param>
public sealed record DeviceHolder(int ProcessId, string Command, string Node);
