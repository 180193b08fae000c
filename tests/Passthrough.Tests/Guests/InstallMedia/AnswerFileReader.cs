using System.Xml.Linq;
using Passthrough.Guests.InstallMedia;

namespace Passthrough.Tests.Guests.InstallMedia;

/// <summary>Reads answer files as Windows Setup would: by pass, component and setting.</summary>
internal static class AnswerFileReader
{
    /// <summary>The only value of a setting in a pass, whatever its component.</summary>
    public static string Value(XDocument document, string pass, string setting) => Assert.Single(Settings(document), found => found.Pass == pass && found.Path == setting).Value;

    /// <summary>All settings that have a value: pass, component, the path below the component, and the value.</summary>
    public static IReadOnlyList<(string Pass, string Component, string Path, string Value)> Settings(XDocument document) =>
    [
        .. from settings in document.Root!.Elements(AnswerFile.Namespace + "settings")
           from component in settings.Elements(AnswerFile.Namespace + "component")
           from leaf in component.Descendants().Where(element => !element.HasElements)
           select (settings.Attribute("pass")!.Value, component.Attribute("name")!.Value, PathOf(component, leaf), leaf.Value),
    ];

    private static string PathOf(XElement component, XElement leaf) =>
        string.Join('/', leaf.AncestorsAndSelf().TakeWhile(element => element != component).Reverse().Select(element => element.Name.LocalName));
}
