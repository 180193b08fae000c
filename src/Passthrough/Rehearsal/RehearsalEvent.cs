namespace Passthrough.Rehearsal;

/// <summary>Something that happened while a rehearsal runs, for whoever watches.</summary>
public abstract record RehearsalEvent;
