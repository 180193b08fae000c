using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Sessions.Usb;
using Passthrough.Sessions.Usb.Switching;

namespace Passthrough.Cli.Commands;

/// <summary>Swaps a profile: itself as root, by asking the switch as anybody else.</summary>
internal static class UsbSwaps
{
    /// <summary>Swaps.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="name">The profile's name.</param>
    /// <param name="isAgreed">True to lend what the host cannot well do without.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="PassthroughException">See <see cref="UsbSwap"/> and <see cref="SwitchClient"/>.</exception>
    public static async Task<(string Guest, UsbSwapped Swapped)> RunAsync(HostRoots roots, string name, bool isAgreed, CancellationToken cancellation)
    {
        if (SwitchClient.IsNeeded(roots))
        {
            return Of(await SwitchClient.AskAsync(roots, new SwitchRequest(SwitchVerb.Swap, name, IsAgreed: isAgreed), $"usb swap {name}", cancellation));
        }

        var swap = new UsbSwap(roots);
        var profile = swap.Find(name);
        return (profile.Guest, await swap.RunAsync(profile, isAgreed, cancellation));
    }

    /// <summary>Takes a profile's devices back after a time, at Ctrl-C, or when the guest has ended.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="name">The profile's name; its devices are lent.</param>
    /// <param name="time">The time.</param>
    /// <param name="cancellation">Asks for the end; the devices are returned all the same.</param>
    /// <exception cref="PassthroughException">See <see cref="UsbSwap"/> and <see cref="SwitchClient"/>.</exception>
    public static async Task<ImmutableArray<UsbLoan>> ReturnAfterAsync(HostRoots roots, string name, TimeSpan time, CancellationToken cancellation)
    {
        var swap = new UsbSwap(roots);
        if (!SwitchClient.IsNeeded(roots))
        {
            return await swap.ReturnAfterAsync(swap.Find(name), time, cancellation);
        }

        // The guest's end is not seen without root, and has given back what there was.
        await Task.WhenAny(Task.Delay(time, cancellation));
        return Of(await SwitchClient.AskAsync(roots, new SwitchRequest(SwitchVerb.Back, name), $"usb swap {name}", CancellationToken.None)).Swapped.Loans;
    }

    private static (string Guest, UsbSwapped Swapped) Of(SwitchAnswer answer) => (answer.Guest!, new UsbSwapped(answer.IsLent == true, answer.Devices));
}
