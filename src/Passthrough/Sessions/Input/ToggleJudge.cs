using Passthrough.Guests.Input;

namespace Passthrough.Sessions.Input;

/// <summary>Judges the events of nodes as QEMU does for the toggle. Says nothing about keys that are none of it.</summary>
/// <param name="toggle">The toggle.</param>
internal sealed class ToggleJudge(GrabToggle toggle)
{
    private readonly HashSet<string> alive = new(StringComparer.Ordinal);
    private readonly HashSet<(string Path, ushort Code)> down = [];

    /// <summary>What an event means.</summary>
    /// <param name="path">Its node.</param>
    /// <param name="happened">The event.</param>
    /// <returns>In the order of being seen; nothing for most events.</returns>
    public IEnumerable<ToggleStep> Take(string path, InputEvent happened)
    {
        if (happened.IsEnd)
        {
            yield break;
        }

        if (alive.Add(path))
        {
            yield return new ToggleStep(path, ToggleStepKind.Alive);
        }

        var groups = ToggleKeys.Of(toggle);
        if (!happened.IsKey || groups.SelectMany(group => group).FirstOrDefault(key => key.Code == happened.Code) is not { Name: { } name })
        {
            yield break;
        }

        if (!happened.IsDown)
        {
            down.Remove((path, happened.Code));
        }
        else if (down.Add((path, happened.Code)))
        {
            yield return new ToggleStep(path, ToggleStepKind.KeyDown, name);
            if (groups.All(group => group.Any(key => down.Contains((path, key.Code)))))
            {
                yield return new ToggleStep(path, ToggleStepKind.Toggled);
            }
            else if (groups.All(group => group.Any(key => down.Any(pressed => pressed.Code == key.Code))))
            {
                yield return new ToggleStep(path, ToggleStepKind.Split);
            }
        }
    }
}
