using System.Collections.Immutable;
using System.Diagnostics;
using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.Rehearsal;

/// <summary>Runs the whole way on a virtual PC.</summary>
public static class RehearsalRunner
{
    /// <summary>Prepares the base if need be, boots the PC, and takes every step; each must observe what it has to.</summary>
    /// <param name="options">Where and with what.</param>
    /// <param name="onEvent">Called as steps begin and end.</param>
    /// <param name="cancellation">Ends the PC and leaves nothing running.</param>
    /// <exception cref="Failures.RehearsalFailedException">A step did not observe what it had to.</exception>
    public static async Task RunAsync(RehearsalOptions options, Action<RehearsalEvent> onEvent, CancellationToken cancellation)
    {
        var count = 2 + RehearsalWay.StepCount;
        var workshop = new Workshop(options with { OnStandstill = onEvent });
        await using (workshop)
        {
            await TakeAsync(1, count, new("the virtual PC's base: Debian, kernel, GRUB, libvirt, QEMU", workshop.PrepareAsync), onEvent, cancellation);
            VirtualMachine? pc = null;
            await TakeAsync(2, count, new("boot the virtual PC through its firmware and GRUB", BootAsync), onEvent, cancellation);
            await using (pc)
            {
                var number = 3;
                foreach (var step in new RehearsalWay(pc!).Steps)
                {
                    await TakeAsync(number++, count, step, onEvent, cancellation);
                }
            }

            async Task<ImmutableArray<string>> BootAsync(CancellationToken token)
            {
                pc = await workshop.StartAsync(new VirtualPcLayout(), token);
                var system = (await pc.RunAsync(". /etc/os-release; echo \"$PRETTY_NAME, kernel $(uname -r)\"; cat /proc/cmdline", TimeSpan.FromMinutes(1), token)).Expect();
                return [.. system.Output.TrimEnd().Split('\n')];
            }
        }
    }

    private static async Task TakeAsync(int number, int count, RehearsalStep step, Action<RehearsalEvent> onEvent, CancellationToken cancellation)
    {
        onEvent(new StepStarted(number, count, step.Title));
        var clock = Stopwatch.StartNew();
        var evidence = await step.Run(cancellation);
        onEvent(new StepObserved(number, count, step.Title, clock.Elapsed, evidence));
    }
}
