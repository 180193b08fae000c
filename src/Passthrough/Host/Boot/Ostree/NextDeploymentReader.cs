using System.Collections.Immutable;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.Ostree;

/// <summary>Reads what rpm-ostree has prepared for the next start (ostree's <c>docs/deployment.md</c>, <c>docs/atomic-upgrades.md</c>).</summary>
internal static class NextDeploymentReader
{
    private const string Deployments = "/ostree/deploy";
    private const string LinkWord = "ostree=";
    private const string Section = "[rpmostree]";
    private const string Tracked = "initramfs-etc=";

    /// <summary>What it is; null when it cannot be read (root alone may read it on many systems).</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="menu">The boot loader's entries, which ostree writes; null when they cannot be read.</param>
    public static NextDeployment? Read(MachineReader reader, LoaderMenu? menu)
    {
        var state = reader.Roots.Run("ostree/staged-deployment");
        if (reader.ReadBytes(state) is { } content)
        {
            var staged = StagedDeployment.Parse(content);
            return staged is { Name: { } name, Stateroot: { } stateroot, Words.IsEmpty: false }
                ? new NextDeployment(staged.Words, FilesOf(reader, $"{Deployments}/{stateroot}/deploy/{name}"), reader.Roots.NameOf(state))
                : null;
        }

        // blscfg has the entry with the highest name first, and ostree numbers them so.
        return menu?.GrubDefault(null) is { } entry && entry.Options.LastOrDefault(word => word.StartsWith(LinkWord, StringComparison.Ordinal)) is { } link
            ? new NextDeployment(entry.Options, FilesOf(reader, Resolve(reader, link[LinkWord.Length..])), entry.Path)
            : null;
    }

    /// <summary>The value of <c>initramfs-etc</c> in the file that says where a deployment came from: a key file of GLib, in which each part of a list ends with a semicolon.</summary>
    /// <param name="origin">The file; null when absent.</param>
    internal static ImmutableArray<string> FilesIn(string? origin) =>
    [
        .. (origin ?? "").Split('\n').Select(line => line.Trim())
            .SkipWhile(line => !string.Equals(line, Section, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith('['))
            .Where(line => line.StartsWith(Tracked, StringComparison.Ordinal))
            .SelectMany(line => line[Tracked.Length..].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];

    private static ImmutableArray<string> FilesOf(MachineReader reader, string? deployment) => deployment is null ? [] : FilesIn(reader.ReadText(reader.Roots.Locate($"{deployment}.origin")));

    /// <summary>The entry names a link to the deployment's folder, <c>/ostree/boot.0/STATEROOT/CHECKSUM/NUMBER</c>, which leads four folders up and down again.</summary>
    private static string? Resolve(MachineReader reader, string link) =>
        reader.ReadLink(reader.Roots.Locate(link)) is { } target ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link) ?? "/", target)) : null;
}
