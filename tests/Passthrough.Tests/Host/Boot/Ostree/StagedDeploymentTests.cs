using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Boot.Ostree;
using Passthrough.Tests.Changes;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Boot.Ostree;

public class StagedDeploymentTests
{
    /// <summary>A dictionary with a target, a deployment that it was merged from, six words and an overlay, serialized by GLib itself.</summary>
    private const string OfGlib =
        "dGFyZ2V0AABuYW1lAAAAAGFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWEuMQAAcwUAAG9zbmFtZQAAZmVkb3JhAABzBwAAAAAAAGJvb3Rjc3VtAAAAAAAAAABhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"
        + "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhAABzCU5ivABhe3N2fQcAAG1lcmdlLWRlcGxveW1lbnQAAAAAAAAAAG5hbWUAAAAAYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJi"
        + "YmJiYi4xAABzBQAAb3NuYW1lAABmZWRvcmEAAHMHAAAAAAAAYm9vdGNzdW0AAAAAAAAAAGJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmIAAHMJTmK8AGF7c3Z9EQAAa2FyZ3MAAAByb290PVVVSUQ9"
        + "YWEAcncAcmhnYgBxdWlldABpbnRlbF9pb21tdT1vbgBpb21tdT1wdAANEBUbKjMAYXMGAAAAb3ZlcmxheS1pbml0cmRzAGNjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2MAQQBhcxDOAK4B9QFOAg==";

    [Fact]
    public void What_glib_wrote_is_read()
    {
        var staged = StagedDeployment.Parse(Convert.FromBase64String(OfGlib));
        Assert.Equal((new string('a', 64) + ".1", "fedora"), (staged.Name, staged.Stateroot));
        Assert.Equal(["root=UUID=aa", "rw", "rhgb", "quiet", "intel_iommu=on", "iommu=pt"], staged.Words);
    }

    [Fact]
    public void Each_list_of_words_is_read_as_it_was_written() => Prop.ForAll(
        Gen.Elements("rw", "root=UUID=aa", "as", "a", "kargs", "target", new string('x', 200)).NonEmptyListOf().ToArbitrary(),
        words => Assert.Equal(words.AsEnumerable(), StagedDeployment.Parse(AtomicMachine.Content([.. words])).Words.AsEnumerable())).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Files_are_read_from_the_origin_as_a_key_file_has_them()
    {
        Assert.Equal(["/etc/a.conf", "/etc/b"], NextDeploymentReader.FilesIn("[origin]\ninitramfs-etc=/etc/no;\n[rpmostree]\nregenerate-initramfs=true\ninitramfs-etc=/etc/a.conf;/etc/b;\n[other]\ninitramfs-etc=/etc/no;\n"));
        Assert.Empty(NextDeploymentReader.FilesIn(null));
    }

    [Fact]
    public void Rubbish_is_swallowed()
    {
        Rubbish.IsSwallowedAsBytesBy(bytes => StagedDeployment.Parse(bytes), "target\0", "kargs\0", "name\0", "a", "\0", "\u0001", "\u0002", "as");
        Rubbish.IsSwallowedBy(text => NextDeploymentReader.FilesIn(text), "[rpmostree]", "\n", "initramfs-etc=", ";", "/etc/a", "[", " ");
    }
}
