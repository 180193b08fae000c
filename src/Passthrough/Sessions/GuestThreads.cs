using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;
using Passthrough.Qmp;

namespace Passthrough.Sessions;

/// <summary>Puts the threads of a QEMU that waits (<c>-S</c>) on their CPUs, as libvirt does for its guests.</summary>
internal static class GuestThreads
{
    private const string IoThreadPrefix = "iothread";

    /// <summary>Pins virtual processors, I/O threads and everything else.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="process">QEMU's process id.</param>
    /// <param name="qmp">Its monitor.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static async Task PlaceAsync(HostRoots roots, GuestSpec guest, int process, QmpClient qmp, CancellationToken cancellation)
    {
        var vcpus = Threads(await qmp.ExecuteAsync("query-cpus-fast", cancellation: cancellation), cpu => cpu.GetProperty("cpu-index").GetInt32());
        var ioThreads = Threads(await qmp.ExecuteAsync("query-iothreads", cancellation: cancellation), NumberOf);
        if (!guest.Cpu.EmulatorCpus.IsEmpty)
        {
            foreach (var thread in ThreadsOf(roots, process).Except(vcpus.Values).Except(ioThreads.Values))
            {
                ThreadSchedule.SetAffinity(thread, guest.Cpu.EmulatorCpus);
            }
        }

        foreach (var (vcpu, thread) in vcpus.Where(pair => pair.Key < guest.Cpu.Pins.Length))
        {
            ThreadSchedule.SetAffinity(thread, CpuSet.Of(guest.Cpu.Pins[vcpu]));
        }

        foreach (var (number, thread) in ioThreads)
        {
            if (number > 0 && number <= guest.Cpu.IoThreadCpus.Length)
            {
                ThreadSchedule.SetAffinity(thread, guest.Cpu.IoThreadCpus[number - 1]);
            }

            if (guest.Cpu.IoThreadPriority is { } priority)
            {
                ThreadSchedule.SetFifo(thread, priority);
            }
        }
    }

    private static ImmutableDictionary<int, int> Threads(JsonElement reply, Func<JsonElement, int> numberOf) =>
        reply.EnumerateArray().ToImmutableDictionary(numberOf, thread => thread.GetProperty("thread-id").GetInt32());

    private static int NumberOf(JsonElement thread) =>
        int.TryParse(thread.GetProperty("id").GetString().AsSpan(IoThreadPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IEnumerable<int> ThreadsOf(HostRoots roots, int process) =>
        (new MachineReader(roots).List(roots.Proc($"{process.ToString(CultureInfo.InvariantCulture)}/task")) ?? []).Select(name => int.Parse(name, CultureInfo.InvariantCulture));
}
