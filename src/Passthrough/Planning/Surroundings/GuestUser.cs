using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Security;

namespace Passthrough.Planning.Surroundings;

/// <summary>The user who shall run guests.</summary>
internal static class GuestUser
{
    /// <summary>The user that a request names; null when it names nobody.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">There is no such user, or it is root.</exception>
    public static LocalUser? Of(HostFacts facts, PlanRequest request)
    {
        if (request.User is not { } name)
        {
            return null;
        }

        var file = HostRoots.Live.Etc("passwd");
        var user = facts.Security.UserOf(name)
            ?? throw new RefusedException($"there is no user '{name}' in {file}", file, "name a user of this machine; for users from elsewhere (LDAP, systemd-homed), give groups and limits there");
        return user.Number == 0 ? throw new RefusedException("root needs neither groups nor limits to run guests", file, "name the user who shall run them") : user;
    }

    /// <summary>The same where something that was asked for is a user's.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="option">The option that needs it.</param>
    /// <exception cref="InvalidInputException">Nobody is named.</exception>
    public static LocalUser Required(HostFacts facts, PlanRequest request, string option) =>
        Of(facts, request) ?? throw new InvalidInputException($"{option} says nothing without a user", null, $"say whose it is: {option} --user NAME");
}
