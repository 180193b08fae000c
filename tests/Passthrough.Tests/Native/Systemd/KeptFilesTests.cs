using FsCheck;
using FsCheck.Fluent;
using Passthrough.Native.Systemd;

namespace Passthrough.Tests.Native.Systemd;

public class KeptFilesTests
{
    [Fact]
    public void Files_come_back_by_their_names() => Assert.Equal(
        [("input0", 3), ("input1", 4)], KeptFiles.Parse(7, "7", "2", "input0:input1").Select(file => (file.Key, file.Value)).Order());

    [Theory]
    [InlineData("8", "2", "a:b")]
    [InlineData(null, "2", "a:b")]
    [InlineData("7", null, "a:b")]
    [InlineData("7", "-1", "a:b")]
    [InlineData("7", "99999", "a:b")]
    public void Files_of_others_are_left_alone(string? process, string? count, string? names) => Assert.Empty(KeptFiles.Parse(7, process, count, names));

    [Fact]
    public void No_more_names_than_files_count() => Assert.Equal(["a"], KeptFiles.Parse(7, "7", "1", "a:b").Keys);

    [Fact]
    public void No_variables_make_it_throw() =>
        Prop.ForAll<string?, string?>((count, names) => KeptFiles.Parse(7, "7", count, names).Values.All(file => file >= 3)).QuickCheckThrowOnFailure();
}
