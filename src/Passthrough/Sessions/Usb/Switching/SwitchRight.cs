using Passthrough.Failures;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>What a peer may ask the switch for.</summary>
/// <param name="Guest">The running guest whose QEMU it is, which may have back what it has itself; null for a person.</param>
/// <param name="Refusal">Why it may ask for nothing; null when it may.</param>
public sealed record SwitchRight(string? Guest, string? Refusal)
{
    /// <summary>The group whose members may swap. With libvirt they can become root, so that this gives them nothing new.</summary>
    public const string Group = "libvirt";

    /// <summary>Judges a peer. Pure.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="group">The number of <see cref="Group"/>; null when the machine has no such group.</param>
    /// <param name="guests">The processes of the running guests.</param>
    public static SwitchRight Of(SwitchPeer peer, uint? group, IEnumerable<(string Guest, int ProcessId)> guests)
    {
        // A guest first: its QEMU may be root's.
        foreach (var (guest, _) in guests.Where(guest => guest.ProcessId == peer.ProcessId))
        {
            return new SwitchRight(guest, null);
        }

        return peer.User == 0 || (group is { } number && peer.Groups.Contains(number))
            ? new SwitchRight(null, null)
            : new SwitchRight(null, $"process {peer.ProcessId} of user {peer.User} is neither root's, nor in the group {Group}, nor a running guest's");
    }

    /// <summary>What a peer is told that may ask for nothing; null for any other.</summary>
    internal RefusedException? Problem => Refusal is null ? null : new RefusedException(Refusal, null, $"sudo usermod -aG {Group} $USER and log in again: who is in that group can become root");

    /// <summary>Passes when a request is within the right.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="RefusedException">It is not.</exception>
    /// <exception cref="InvalidInputException">It is a guest's, and a person asks.</exception>
    public void Require(SwitchRequest request)
    {
        if (Problem is { } problem)
        {
            throw problem;
        }

        if (Guest is not null && request is not { Verb: SwitchVerb.Back, Name: null })
        {
            throw new RefusedException($"the guest '{Guest}' may only have back what it has itself", Guest, "write 'back'");
        }

        if (Guest is null && request is { Verb: SwitchVerb.Back, Name: null })
        {
            throw new InvalidInputException("'back' alone is a guest's word", null, "name the profile: back PROFILE");
        }
    }
}
