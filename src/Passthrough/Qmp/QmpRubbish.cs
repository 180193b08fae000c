namespace Passthrough.Qmp;

/// <summary>A line that is no QMP message: whoever is at the other end does not speak QMP.</summary>
/// <param name="Reason">Why it is none.</param>
public sealed record QmpRubbish(string Reason) : QmpMessage;
