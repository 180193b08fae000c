using Passthrough.Planning;

namespace Passthrough.Changes;

/// <summary>Names what differs between a plan that was saved and the plan for the machine as it is now. Pure.</summary>
public static class PlanDifference
{
    /// <summary>The differences in words, separated by semicolons.</summary>
    /// <param name="saved">The saved plan.</param>
    /// <param name="now">The plan for now.</param>
    public static string Between(Plan saved, Plan now)
    {
        var words = new List<string>();
        if (saved.Request != now.Request)
        {
            words.Add($"it was made for {saved.Request?.Gpu}, not {now.Request?.Gpu}, or with other options");
        }

        AddDevices(words, "the card", saved.Devices, now.Devices);
        AddDevices(words, "the host's display", saved.HostDisplay, now.HostDisplay);
        foreach (var id in saved.Changes.Concat(now.Changes).Select(change => change.Id).Distinct(StringComparer.Ordinal))
        {
            var then = PathsOf(saved, id);
            var today = PathsOf(now, id);
            if (!then.SequenceEqual(today, StringComparer.Ordinal))
            {
                words.Add(then.Count == 0 ? $"'{id}' is needed now and was not then" : today.Count == 0 ? $"'{id}' was needed then and is not now" : $"'{id}' finds other files than then");
            }
        }

        return words.Count == 0 ? "the installed kernels or the running kernel's line are others" : string.Join("; ", words);
    }

    private static void AddDevices(List<string> words, string what, IReadOnlyCollection<DeviceIdentity> saved, IReadOnlyCollection<DeviceIdentity> now)
    {
        if (!saved.SequenceEqual(now))
        {
            words.Add($"{what} was {Names(saved)} and is {Names(now)}");
        }
    }

    private static string Names(IEnumerable<DeviceIdentity> devices) =>
        string.Join(", ", devices.Select(device => $"{device.Address} {device.Identity} (driver {device.DriverBefore ?? "none"})"));

    private static List<string> PathsOf(Plan plan, string id) => [.. plan.Changes.Where(change => string.Equals(change.Id, id, StringComparison.Ordinal)).SelectMany(Marks)];

    private static IEnumerable<string> Marks(Change change) => change switch
    {
        FileChange file => [$"{file.Path}\0{file.Before}\0{file.After}"],
        InitramfsChange initramfs => initramfs.Images.Select(image => image.ToString()),
        CopyChange copy => [$"{copy.Source}\0{copy.Path}"],
        BootEnvironmentChange environment => [environment.Path, .. environment.Variables.Select(pair => $"{pair.Key}={pair.Value}")],
        KernelLineChange line => [$"{line.Path}\0{line.Before}\0{line.After}"],
        BootChecksumsChange checksums => [checksums.Path, .. checksums.Images.Values],
        ToolChange tool => [.. tool.Do],
        BootVariableChange variable => [$"{variable.Name}={variable.Value}"],
        FirmwareEntryChange entry => [$"{entry.Name}\0{entry.Device}\0{entry.File}\0{entry.Options}"],
        BootConfigurationChange configuration => [configuration.Path, .. configuration.MustHaveParameters],
        _ => [],
    };
}
