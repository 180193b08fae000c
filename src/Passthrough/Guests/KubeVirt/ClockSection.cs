using System.Text.Json.Nodes;

namespace Passthrough.Guests.KubeVirt;

/// <summary>A guest's clock and timers.</summary>
internal static class ClockSection
{
    /// <summary><c>clock</c>, with the timers of the domain for libvirt.</summary>
    public static JsonObject Of(GuestSpec guest, string? timeZone) => Tree.Map(
        ("timezone", guest.Clock == GuestClock.LocalTime ? timeZone : null),
        ("utc", Tree.When(guest.Clock == GuestClock.Utc || timeZone is null, new JsonObject())),
        ("timer", Tree.Map(
            ("rtc", Tree.Map(("present", true), ("tickPolicy", "catchup"))),
            ("pit", Tree.When(guest.Accelerator == GuestAccelerator.Kvm, Tree.Map(("present", true), ("tickPolicy", "delay")))),
            ("hpet", Tree.Map(("present", false))),
            ("hyperv", Tree.When(guest.Cpu.HyperV.IsOn, Tree.Map(("present", true)))))));

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest, string? timeZone)
    {
        if (guest.Clock == GuestClock.LocalTime)
        {
            yield return new NotKept("clock", timeZone is null
                ? "the clock shows UTC: this machine's time zone is not known from /etc/localtime, and a node's own is UTC; say clock.timezone yourself"
                : $"the clock shows the time of {timeZone}, this machine's zone, wherever the node is");
        }
    }
}
