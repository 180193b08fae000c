namespace Passthrough.Qmp;

/// <summary>A command failed, or a line could not be understood by QEMU (then without an id).</summary>
/// <param name="Id">The command's id; null when QEMU could not tell which command it was.</param>
/// <param name="Class">QEMU's error class, such as <c>GenericError</c> or <c>CommandNotFound</c>.</param>
/// <param name="Description">QEMU's own words.</param>
public sealed record QmpError(long? Id, string Class, string Description) : QmpMessage;
