using System.Collections.Immutable;

namespace Passthrough.Planning;

/// <summary>A change of the machine that one of the system's own tools makes, in files that this program does not write: a membership in a group, a network of libvirt.</summary>
/// <param name="Id">See <see cref="Change"/>; no other change of the plan has it.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Subject">What is changed, in a few words that follow "wrote" and "as before:", such as <c>membership of jan in kvm</c>.</param>
/// <param name="Do">The program and its arguments that make the change.</param>
/// <param name="TakeBack">The program and its arguments that take it back.</param>
/// <param name="Goal">Holds when the change is made, and does not when it is not: by this alone is known where the machine stands.</param>
public sealed record ToolChange(
    string Id,
    string Title,
    string Reason,
    string Subject,
    ImmutableArray<string> Do,
    ImmutableArray<string> TakeBack,
    Postcondition Goal)
    : Change(Id, Title, Reason);
