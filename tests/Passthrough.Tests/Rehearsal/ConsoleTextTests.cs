using Passthrough.Rehearsal.VirtualPc;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Rehearsal;

public class ConsoleTextTests
{
    [Fact]
    public void Stars_that_move_for_minutes_do_not_push_out_what_the_kernel_says() =>
        Assert.Equal(
            "INFO: task systemd-journal:231 blocked for more than 120 seconds.\n[   ***] (1 of 2) Job b/start running (2s / no limit)",
            ConsoleText.Tail(
                [
                    "[  OK  ] Started systemd-udevd.service.",
                    "INFO: task systemd-journal:231 blocked for more than 120 seconds.\r",
                    "\r",
                    "\u001bM",
                    "\r\u001b[K[\u001b[0;31m*\u001b[0;1;31m*\u001b[0m\u001b[0;31m*   \u001b[0m] (1 of 2) Job a/start running (1s / no limit)",
                    "\u001bM",
                    "\r\u001b[K[   \u001b[0;31m*\u001b[0;1;31m*\u001b[0m\u001b[0;31m*\u001b[0m] (1 of 2) Job b/start running (2s / no limit)",
                ],
                2));

    [Fact]
    public void What_has_no_control_sequences_stays_as_it_is() => Assert.Equal("b\n\tc [ ok ]", ConsoleText.Tail(["a", "b", "", "\tc [ ok ]"], 2));

    [Fact]
    public void Rubbish_gives_some_text() => Rubbish.IsSwallowedBy(text => _ = ConsoleText.Tail(text.Split('\n'), 3), "\u001b", "[", "K", "*", " ", "\n", "\r", "] ", "\u001bM");
}
