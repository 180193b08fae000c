using Passthrough.Failures;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Planning;

namespace Passthrough.Guests.Editing;

/// <summary>Edits domains of one machine, in libvirt or in files.</summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon.</param>
public sealed class DomainEditSession(HostRoots roots, string libvirtUri = LibvirtConnection.SystemUri)
{
    /// <summary>Edits a domain that libvirt has.</summary>
    /// <param name="name">The domain.</param>
    /// <param name="request">What is to be changed.</param>
    /// <param name="host">The machine's facts.</param>
    /// <param name="isDryRun">True to write nothing.</param>
    /// <exception cref="RefusedException">The domain is made from the intent, or the change does not fit into it.</exception>
    /// <exception cref="NotFoundException">libvirt has no such domain.</exception>
    /// <exception cref="HypervisorException">libvirt does not answer or does not take the new definition; the old one holds.</exception>
    public DomainEdit EditDefined(string name, DomainEditRequest request, HostFacts host, bool isDryRun)
    {
        RequireNotOwn(name);
        using var connection = LibvirtConnection.Open(libvirtUri);
        var xml = connection.XmlDesc(name, withSecrets: true)
            ?? throw new NotFoundException($"libvirt has no domain '{name}'", libvirtUri, connection.List() is [_, ..] names ? $"it has {string.Join(", ", names)}" : "it has none; a file is edited with --file");
        var before = DomainText.Parse(name, xml);
        DomainRules.Require(before);
        var after = DomainEditor.Apply(before, request, host);
        DomainRules.Require(after);
        var isRunning = connection.State(name) is not (null or DomainState.ShutOff or DomainState.Crashed);
        var isWritten = !isDryRun && before.Text != after.Text;
        if (isWritten)
        {
            connection.DefineXml(after.Text);
        }

        return new DomainEdit(name, UnifiedDiff.Between(name, before.Text, after.Text), isWritten, isRunning);
    }

    /// <summary>Edits a domain in a file.</summary>
    /// <param name="name">The domain, as the file names it.</param>
    /// <param name="path">The machine's own absolute path.</param>
    /// <param name="request">What is to be changed.</param>
    /// <param name="host">The machine's facts.</param>
    /// <param name="isDryRun">True to write nothing.</param>
    /// <exception cref="RefusedException">The domain is made from the intent, the change does not fit into it, or the file cannot be written.</exception>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">The file holds no domain, or another one.</exception>
    public DomainEdit EditFile(string name, string path, DomainEditRequest request, HostFacts host, bool isDryRun)
    {
        RequireNotOwn(name);
        var before = DomainFile.Read(roots, path);
        if (before.Root.Find("name")?.Value is var found && found != name)
        {
            throw new InvalidInputException($"'{path}' holds the domain '{found}', not '{name}'", path, $"passthrough guest edit {ShellWord.Of(found ?? "NAME")} --file {ShellWord.Of(path)} ...");
        }

        DomainRules.Require(before);
        var after = DomainEditor.Apply(before, request, host);
        DomainRules.Require(after);
        var isWritten = !isDryRun && before.Text != after.Text;
        if (isWritten)
        {
            DomainFile.Write(roots, path, after);
        }

        return new DomainEdit(name, UnifiedDiff.Between(path, before.Text, after.Text), isWritten, IsRunning: false);
    }

    // Its domain is made anew from there when it starts.
    private void RequireNotOwn(string name)
    {
        var intent = IntentStore.Read(roots);
        if (intent.Find(name) is not null)
        {
            throw new RefusedException($"'{name}' stands in passthrough.yaml, from which its domain is made; nothing was changed", intent.Path, $"edit {intent.Path}");
        }
    }
}
