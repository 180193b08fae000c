using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Passthrough.Tests.Machines;

/// <summary>Text that parsers do not expect.</summary>
internal static class Rubbish
{
    /// <summary>Calls the parser with any text, and with text made of the words of its own format in any order.</summary>
    public static void IsSwallowedBy(Action<string> parse, params string[] words)
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => parse(text ?? "")).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
        var mixed = Gen.Elements(words).ListOf().Select(list => string.Concat(list)).ToArbitrary();
        Prop.ForAll(mixed, parse).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    public static void IsSwallowedAsBytesBy(Action<byte[]> parse, params string[] words)
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]?>(), bytes => parse(bytes ?? [])).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
        IsSwallowedBy(text => parse(Encoding.UTF8.GetBytes(text)), words);
    }
}
