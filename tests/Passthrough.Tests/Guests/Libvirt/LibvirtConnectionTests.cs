using System.Runtime.InteropServices;
using Passthrough.Failures;
using Passthrough.Guests.Libvirt;

namespace Passthrough.Tests.Guests.Libvirt;

/// <summary>libvirt itself, with its test driver: a hypervisor in memory, one for each file.</summary>
public sealed class LibvirtConnectionTests : IDisposable
{
    private const string Domain = "<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os></domain>";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("libvirt");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Domains_are_defined_started_ended_and_forgotten()
    {
        using var connection = Open();
        Assert.Equal("one", Assert.Single(connection.List()));
        Assert.Equal(DomainState.Running, connection.State("one"));

        connection.DefineXml(Domain);
        Assert.Equal("one two", string.Join(' ', connection.List()));
        Assert.Equal(DomainState.ShutOff, connection.State("two"));
        connection.Create("two");
        Assert.Equal(DomainState.Running, connection.State("two"));
        connection.Destroy("two");
        Assert.Equal(DomainState.ShutOff, connection.State("two"));
        Assert.Contains("<name>two</name>", connection.XmlDesc("two"), StringComparison.Ordinal);
        connection.Undefine("two");
        Assert.False(connection.Exists("two"));
    }

    [Fact]
    public void What_does_not_exist_is_null_or_named()
    {
        using var connection = Open();
        Assert.Null(connection.State("nobody"));
        Assert.Null(connection.XmlDesc("nobody"));
        Assert.Contains("nobody", Assert.Throws<HypervisorException>(() => connection.Create("nobody")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_carry_the_words_of_libvirt()
    {
        using var connection = Open();
        Assert.Contains("libvirt error", Assert.Throws<HypervisorException>(() => connection.DefineXml("<domain type='test'/>")).Message, StringComparison.Ordinal);
        Assert.Contains("already running", Assert.Throws<HypervisorException>(() => connection.Create("one")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_daemon_that_is_not_there_is_named()
    {
        RequireLibrary();
        Assert.Throws<HypervisorException>(() => LibvirtConnection.Open("test:///no/such/file.xml"));
        Assert.Throws<HypervisorException>(() => LibvirtConnection.Open($"qemu+unix:///system?socket={folder.FullName}/none"));
    }

    [Fact]
    public async Task The_end_of_a_domain_is_an_event()
    {
        using var connection = Open();
        using var watch = connection.WatchStop("one");
        Assert.False(await watch.WaitAsync(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
        connection.Shutdown("one");
        Assert.True(await watch.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.Equal(DomainState.ShutOff, connection.State("one"));
    }

    [Fact]
    public void A_watch_can_be_given_up()
    {
        using var connection = Open();
        connection.WatchStop("one").Dispose();
        connection.WatchStop("one").Dispose();
        Assert.Equal(DomainState.Running, connection.State("one"));
    }

    [Fact]
    public void The_test_driver_has_no_monitor_and_says_so()
    {
        using var connection = Open();
        Assert.Contains("query-pci", Assert.Throws<HypervisorException>(() => connection.MonitorCommand("one", "query-pci")).Message, StringComparison.Ordinal);
    }

    private static void RequireLibrary() => Assert.SkipUnless(NativeLibrary.TryLoad("libvirt.so.0", out _), "libvirt.so.0 is not installed");

    private LibvirtConnection Open()
    {
        RequireLibrary();
        var path = Path.Combine(folder.FullName, "node.xml");
        File.WriteAllText(path, $"<node>{Domain.Replace("two", "one", StringComparison.Ordinal)}</node>");
        return LibvirtConnection.Open("test://" + path);
    }
}
