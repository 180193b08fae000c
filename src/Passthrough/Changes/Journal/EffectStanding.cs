namespace Passthrough.Changes.Journal;

/// <summary>How a target stands to an effect, by its content.</summary>
internal enum EffectStanding
{
    /// <summary>As it was before.</summary>
    Before,

    /// <summary>As the effect left it.</summary>
    After,

    /// <summary>A tool was cut off half-way, which it can be taken back from.</summary>
    Half,

    /// <summary>Neither: someone else wrote it.</summary>
    Other,
}
