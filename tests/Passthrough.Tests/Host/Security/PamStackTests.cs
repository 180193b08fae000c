using Passthrough.Host.Security;

namespace Passthrough.Tests.Host.Security;

public class PamStackTests
{
    [Theory]
    [InlineData("session required pam_limits.so\n", true)]
    [InlineData("-session optional /usr/lib/security/pam_limits.so conf=x\n", true)]
    [InlineData("session include other\n", true)]
    [InlineData("session substack other\n", true)]
    [InlineData("@include other\n", true)]
    [InlineData("auth include other\n", false)]
    [InlineData("# session required pam_limits.so\n", false)]
    [InlineData("auth required pam_limits.so\n", false)]
    [InlineData("session include itself\nsession include service\n", false)]
    [InlineData("session required pam_systemd.so\n", false)]
    public void A_module_is_found_in_the_service_and_in_what_it_includes(string text, bool isFound) =>
        Assert.Equal(isFound, PamStack.OpensSessionWith("service", "pam_limits.so", name => name switch
        {
            "service" => text,
            "other" => "session required pam_unix.so\nsession required pam_limits.so\n",
            _ => null,
        }));

    [Fact]
    public void A_service_that_is_not_there_says_nothing() => Assert.Null(PamStack.OpensSessionWith("service", "pam_limits.so", _ => null));
}
