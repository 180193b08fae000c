using Passthrough.Guests.Input;

namespace Passthrough.Tests.Guests.Input;

public class KeyNamesTests
{
    // The kernel's own numbers (linux/input-event-codes.h).
    [Theory]
    [InlineData("esc", 1)]
    [InlineData("1", 2)]
    [InlineData("0", 11)]
    [InlineData("q", 16)]
    [InlineData("p", 25)]
    [InlineData("a", 30)]
    [InlineData("l", 38)]
    [InlineData("z", 44)]
    [InlineData("m", 50)]
    [InlineData("f1", 59)]
    [InlineData("f10", 68)]
    [InlineData("f11", 87)]
    [InlineData("f12", 88)]
    [InlineData("rightctrl", 97)]
    [InlineData("pause", 119)]
    [InlineData("rightmeta", 126)]
    [InlineData("f13", 183)]
    [InlineData("f24", 194)]
    public void Names_are_the_kernels(string name, int code) => Assert.Equal([((ushort)code, name)], KeyNames.Of(name));

    [Fact]
    public void Each_name_means_keys_of_its_own()
    {
        Assert.All(KeyNames.All, name => Assert.NotEmpty(KeyNames.Of(name)));
        var single = KeyNames.All.Select(KeyNames.Of).Where(keys => keys.Length == 1).Select(keys => keys[0].Code).ToList();
        Assert.Equal(single.Count, single.Distinct().Count());
    }

    [Fact]
    public void Other_words_mean_none() => Assert.Empty(KeyNames.Of("KEY_A"));
}
