using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Host;

namespace Passthrough.Guests.Design;

/// <summary>What the parts of the designer have in common while one guest is designed: what is wanted, the machine, and the choices so far.</summary>
/// <param name="wanted">The description.</param>
/// <param name="host">The machine.</param>
/// <param name="seed">See <see cref="GuestDesigner.Design"/>.</param>
/// <param name="placeOf">Where a key stands, for messages; null to name the key alone.</param>
internal sealed class DesignScope(GuestDescription wanted, HostFacts host, string seed, Func<string, string>? placeOf)
{
    private const string Given = "given";

    private readonly ImmutableArray<GuestChoice>.Builder choices = ImmutableArray.CreateBuilder<GuestChoice>();
    private readonly ImmutableArray<string>.Builder warnings = ImmutableArray.CreateBuilder<string>();

    /// <summary>What is wanted.</summary>
    public GuestDescription Wanted => wanted;

    /// <summary>The machine.</summary>
    public HostFacts Host => host;

    /// <summary>What makes this machine's guests differ from another's.</summary>
    public string Seed => seed;

    /// <summary>The choices so far.</summary>
    public ImmutableArray<GuestChoice> Choices => choices.ToImmutable();

    /// <summary>The warnings so far.</summary>
    public ImmutableArray<string> Warnings => warnings.ToImmutable();

    /// <summary>A word: the given one, or the one that is chosen.</summary>
    public T Word<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string key, T? given, T chosen, string reason)
        where T : struct, Enum => Choose(key, given, chosen, reason, EnumWord.Of);

    /// <summary>Yes or no: the given one, or the one that is chosen.</summary>
    public bool Flag(string key, bool? given, bool chosen, string reason) => Choose(key, given, chosen, reason, flag => flag ? "on" : "off");

    /// <summary>A number: the given one, or the one that is chosen.</summary>
    public int Number(string key, int? given, int chosen, string reason) => Choose(key, given, chosen, reason, number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A value: the given one, or the one that is chosen.</summary>
    public T Choose<T>(string key, T? given, T chosen, string reason, Func<T, string> words)
        where T : struct
    {
        var value = given ?? chosen;
        Note(key, words(value), given is null ? reason : Given, given is not null);
        return value;
    }

    /// <summary>Records where a value comes from.</summary>
    public void Note(string key, string value, string reason, bool isGiven = false) => choices.Add(new GuestChoice(key, value, isGiven ? Given : reason, isGiven));

    /// <summary>Records what may surprise.</summary>
    public void Warn(string warning) => warnings.Add(warning);

    /// <summary>What is wrong with a value on this machine.</summary>
    public InvalidInputException Bad(string key, string problem, string? nextStep = null) => new($"{Place(key)}: {problem}", wanted.Name, nextStep ?? "correct it; nothing was changed");

    /// <summary>Why this machine cannot have it.</summary>
    public RefusedException Refused(string key, string problem, string? nextStep = null) => new($"{Place(key)}: {problem}", wanted.Name, nextStep);

    private string Place(string key) => placeOf?.Invoke(key) ?? key;
}
