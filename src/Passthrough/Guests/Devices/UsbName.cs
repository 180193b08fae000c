namespace Passthrough.Guests.Devices;

/// <summary>How a person names a USB device: <c>1-4.2</c> (whatever is in that port), <c>046d:c52b</c> (the only one of these ids), <c>046d:c52b@1-4.2</c> (these ids in that port).</summary>
/// <param name="Ids">The ids; null for any.</param>
/// <param name="Port">The port; null for any.</param>
public sealed record UsbName(string? Ids, string? Port)
{
    /// <summary>What <see cref="Parse"/> reads, in words.</summary>
    public const string Forms = "a port (1-4.2), the ids of a USB device (046d:c52b), or both (046d:c52b@1-4.2)";

    /// <summary>Reads a name.</summary>
    /// <returns>Null for any other text.</returns>
    public static UsbName? Parse(string text) => text.Split('@') switch
    {
        [var one] => PassedUsb.Parse(one) is { } device ? new UsbName(device.IsById ? device.ToString() : null, device.IsById ? null : device.ToString()) : null,
        [var ids, var port] => PassedUsb.Parse(ids) is { IsById: true } model && PassedUsb.Parse(port) is { IsById: false } place ? new UsbName(model.ToString(), place.ToString()) : null,
        _ => null,
    };

    /// <summary>True for a device that this may mean.</summary>
    /// <param name="ids">The device's ids.</param>
    /// <param name="port">The device's port.</param>
    public bool Fits(string ids, string port) =>
        (Ids is null || string.Equals(Ids, ids, StringComparison.Ordinal)) && (Port is null || string.Equals(Port, port, StringComparison.Ordinal));

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public override string ToString() => Ids is null ? Port! : Port is null ? Ids : $"{Ids}@{Port}";
}
