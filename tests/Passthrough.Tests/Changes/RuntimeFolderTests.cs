using Passthrough.Changes;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Changes;

public class RuntimeFolderTests
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ForAll = Own | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    [Fact]
    public void What_root_once_made_for_itself_alone_is_opened_for_all_to_enter()
    {
        using var machine = new ScratchMachine();
        Directory.CreateDirectory(machine.Roots.Run("passthrough/guests"), Own);
        RuntimeFolder.EnsureFor(machine.Roots, machine.Roots.Run("passthrough/guests/win11.json"));
        Assert.Equal(ForAll, File.GetUnixFileMode(machine.Roots.Run("passthrough")));
        Assert.Equal(ForAll, File.GetUnixFileMode(machine.Roots.Run("passthrough/guests")));
    }

    [Fact]
    public void A_file_of_the_folder_itself_needs_no_folder_below_it()
    {
        using var machine = new ScratchMachine();
        RuntimeFolder.EnsureFor(machine.Roots, machine.Roots.Run("passthrough/lock"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(machine.Roots.Run("passthrough")));
    }
}
