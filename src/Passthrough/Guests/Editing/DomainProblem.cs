namespace Passthrough.Guests.Editing;

/// <summary>Something that a domain must not have.</summary>
/// <param name="Element">Where it is.</param>
/// <param name="Words">What is wrong.</param>
public sealed record DomainProblem(DomainElement Element, string Words)
{
    /// <summary>True when it is only about the places that a domain gives its devices on the guest's buses, and its threads on the host's CPUs, which the import chooses anew.</summary>
    public bool IsOfPlace { get; init; }
}
