namespace Passthrough.Sessions.Input;

/// <summary>What a test of the toggle saw.</summary>
public enum ToggleStepKind
{
    /// <summary>The first event of a node.</summary>
    Alive,

    /// <summary>A key of the toggle went down.</summary>
    KeyDown,

    /// <summary>All keys of the toggle are down on one node: QEMU hands over.</summary>
    Toggled,

    /// <summary>All keys of the toggle are down, but not on one node: QEMU does not hand over.</summary>
    Split,

    /// <summary>The node is gone: unplugged.</summary>
    Gone,
}
