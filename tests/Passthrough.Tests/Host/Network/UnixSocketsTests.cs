using Passthrough.Host.Network;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Network;

public class UnixSocketsTests
{
    private const string Text =
        """
        Num       RefCount Protocol Flags    Type St Inode Path
        0000000000000000: 00000002 00000000 00010000 0001 01 20431 /run/passthrough/switch.sock
        0000000000000000: 00000003 00000000 00000000 0001 03 20432 /run/connected.sock
        0000000000000000: 00000003 00000000 00000000 0001 03 20433
        """;

    [Theory]
    [InlineData("/run/passthrough/switch.sock", true)]
    [InlineData("/run/connected.sock", false)]
    [InlineData("/run/other.sock", false)]
    public void Who_accepts_listens(string path, bool isListening) => Assert.Equal(isListening, UnixSockets.IsListening(Text, path));

    [Fact]
    public void Rubbish_listens_nowhere() => Rubbish.IsSwallowedBy(text => Assert.False(UnixSockets.IsListening(text, "/nowhere")), "0: ", "00010000 ", "0001 ", "\n", "x ");
}
