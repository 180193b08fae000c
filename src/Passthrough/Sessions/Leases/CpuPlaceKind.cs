using System.Text.Json.Serialization;

namespace Passthrough.Sessions.Leases;

/// <summary>What keeps a set of CPUs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CpuPlaceKind>))]
public enum CpuPlaceKind
{
    /// <summary>A slice or scope of systemd (<c>AllowedCPUs=</c>, systemd.resource-control(5)).</summary>
    [JsonStringEnumMemberName("unit")]
    Unit,

    /// <summary>An interrupt (<c>/proc/irq/N/smp_affinity_list</c>).</summary>
    [JsonStringEnumMemberName("interrupt")]
    Interrupt,

    /// <summary>The kernel's unbound work queues (<c>/sys/devices/virtual/workqueue/cpumask</c>).</summary>
    [JsonStringEnumMemberName("workQueues")]
    WorkQueues,
}
