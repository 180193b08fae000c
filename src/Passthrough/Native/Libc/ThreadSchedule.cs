using System.Runtime.InteropServices;
using Passthrough.Host.Cpu;

namespace Passthrough.Native.Libc;

/// <summary>sched_setaffinity(2) and sched_setscheduler(2): which CPUs a thread may run on, and how urgently.</summary>
internal static partial class ThreadSchedule
{
    private const int Fifo = 1;
    private const int WordBits = 64;

    /// <summary>Lets a thread run on these CPUs only.</summary>
    /// <param name="thread">The thread's id.</param>
    /// <param name="cpus">The CPUs; not empty.</param>
    /// <exception cref="IOException">The kernel refused: the thread is gone, or none of the CPUs may be used.</exception>
    public static void SetAffinity(int thread, CpuSet cpus)
    {
        var mask = new ulong[(cpus.Max() / WordBits) + 1];
        foreach (var cpu in cpus)
        {
            mask[cpu / WordBits] |= 1UL << (cpu % WordBits);
        }

        if (SetAffinity(thread, (nuint)(mask.Length * sizeof(ulong)), mask) != 0)
        {
            throw LibcError.Last("sched_setaffinity", thread.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Lets a thread run before all that is not real-time (SCHED_FIFO).</summary>
    /// <param name="thread">The thread's id.</param>
    /// <param name="priority">1 to 99.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void SetFifo(int thread, int priority)
    {
        if (SetScheduler(thread, Fifo, priority) != 0)
        {
            throw LibcError.Last("sched_setscheduler", thread.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, ulong[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int thread, int policy, in int priority);
}
