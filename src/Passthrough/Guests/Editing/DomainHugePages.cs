namespace Passthrough.Guests.Editing;

/// <summary>The pages that a domain's memory is made of.</summary>
public enum DomainHugePages
{
    /// <summary>Those that the kernel chooses.</summary>
    Off,

    /// <summary>Huge pages of 2 MiB.</summary>
    TwoMiB,

    /// <summary>Huge pages of 1 GiB.</summary>
    OneGiB,
}
