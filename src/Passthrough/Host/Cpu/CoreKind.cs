namespace Passthrough.Host.Cpu;

/// <summary>What kind of core it is, on a processor with several kinds.</summary>
public enum CoreKind
{
    /// <summary>The kernel tells no kinds apart: all cores are alike, or nothing is known.</summary>
    Unspecified,

    /// <summary>A performance core (P core).</summary>
    Performance,

    /// <summary>An efficiency core (E core).</summary>
    Efficiency,

    /// <summary>A low-power efficiency core (LP E core), slower than an efficiency core and usually outside the shared cache.</summary>
    LowPower,
}
