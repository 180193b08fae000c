using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Planning;

/// <summary>A change of the machine that one of the system's own tools makes, in files that this program does not write: a membership in a group, a network of libvirt, packages.</summary>
/// <param name="Id">See <see cref="Change"/>; no other change of the plan has it.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Subject">What is changed, in a few words that follow "wrote" and "as before:", such as <c>membership of jan in kvm</c>.</param>
/// <param name="Do">The program and its arguments that make the change.</param>
/// <param name="TakeBack">The program and its arguments that take it back. Packages that <see cref="Start"/> names and that are not there when it runs are left out.</param>
/// <param name="Goal">Holds when the change is made, and does not when it is not.</param>
public sealed record ToolChange(
    string Id,
    string Title,
    string Reason,
    string Subject,
    ImmutableArray<string> Do,
    ImmutableArray<string> TakeBack,
    Postcondition Goal)
    : Change(Id, Title, Reason)
{
    /// <summary>Holds when nothing of the change is made: where neither it nor <see cref="Goal"/> holds, the tool was cut off half-way. Null for a change that a tool makes in one step, so that the goal alone tells where the machine stands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Postcondition? Start { get; init; }

    /// <summary>The same as <see cref="TakeBack"/>, only asked: where this fails, something of the machine has come to need the change, which then stays. Null where nothing can.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? AskTakeBack { get; init; }

    /// <summary>
    /// What is run before <see cref="TakeBack"/> where the tool was cut off while it made the change, so that it can be taken back without a trace; null for nothing. It is no failure when one of these fails. Packages that <see cref="Start"/> names and that
    /// are not there in part are left out, and a command of which none is left then is not run.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ImmutableArray<string>>? Mend { get; init; }

    /// <summary>What a person does where the tool fails; null where its own words are all there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Advice { get; init; }

    /// <summary>What tells where the machine stands: <see cref="Goal"/>, then <see cref="Start"/> where there is one.</summary>
    internal ImmutableArray<Postcondition> Standing => Start is null ? [Goal] : [Goal, Start];

    /// <summary>What must hold when the change has been taken back, or not hold: <see cref="Start"/>, else not the goal.</summary>
    internal (Postcondition Postcondition, bool Holds) Undone => Start is null ? (Goal, false) : (Start, true);
}
