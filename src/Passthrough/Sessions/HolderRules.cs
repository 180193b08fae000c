using Passthrough.Host.Display;

namespace Passthrough.Sessions;

/// <summary>What is true of who holds a device, whatever the device.</summary>
internal static class HolderRules
{
    /// <summary>
    /// True for a holder that lets go as soon as the device goes: sound servers hear of it from the kernel, which says so before it waits for them (<c>snd_card_disconnect</c> in
    /// <c>sound/core/init.c</c>), and close it.
    /// </summary>
    public static bool LetsGo(DeviceHolder holder) => holder.Role == HolderRole.SoundServer && holder.Node.StartsWith("/dev/snd/", StringComparison.Ordinal);

    /// <summary>The holders for a message: <c>Xorg (pid 1741, /dev/dri/card1)</c>, each once.</summary>
    public static string Words(IEnumerable<DeviceHolder> holders) =>
        string.Join(", ", holders.Select(holder => $"{holder.Command} (pid {holder.ProcessId}, {holder.Node})").Distinct(StringComparer.Ordinal));
}
