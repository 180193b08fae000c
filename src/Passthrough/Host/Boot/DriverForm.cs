namespace Passthrough.Host.Boot;

/// <summary>How a kernel carries a driver.</summary>
public enum DriverForm
{
    /// <summary>The kernel has neither a module nor a built-in of that name.</summary>
    Absent,

    /// <summary>A loadable module (<c>/lib/modules/VERSION/modules.dep</c>).</summary>
    Module,

    /// <summary>Part of the kernel image (<c>/lib/modules/VERSION/modules.builtin</c>).</summary>
    BuiltIn,
}
