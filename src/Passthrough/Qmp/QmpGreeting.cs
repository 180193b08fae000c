namespace Passthrough.Qmp;

/// <summary>QEMU's first line; capabilities have to be negotiated before anything else.</summary>
public sealed record QmpGreeting : QmpMessage;
