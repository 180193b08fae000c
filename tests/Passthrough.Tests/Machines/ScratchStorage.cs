namespace Passthrough.Tests.Machines;

/// <summary>Block devices, mounts and interfaces for scratch machines.</summary>
internal static class ScratchStorage
{
    /// <summary>A block device at a place of <c>/sys</c> (<c>/devices/.../block/sda</c>), with its record in udev's database and its links (<c>disk/by-id/NAME</c>).</summary>
    public static ScratchMachine Block(this ScratchMachine machine, string place, IReadOnlyDictionary<string, string> properties, IEnumerable<string> links)
    {
        var parts = place.Split('/');
        machine.Folder($"/sys{place}").Link($"/sys/class/block/{parts[^1]}", $"../..{place}");
        if (properties.GetValueOrDefault("DEVTYPE") is "partition")
        {
            machine.File($"/sys{place}/partition", "1\n");
        }

        if (properties.TryGetValue("MAJOR", out var major))
        {
            var number = $"{major}:{properties["MINOR"]}";
            machine.File($"/sys{place}/dev", number + "\n").File($"/run/udev/data/b{number}", string.Concat(properties.Select(pair => $"E:{pair.Key}={pair.Value}\n")));
        }

        foreach (var link in links.Where(link => !Path.Exists(machine.Path($"/dev/{link}"))))
        {
            machine.Link($"/dev/{link}", $"../../{parts[^1]}");
        }

        return machine;
    }

    /// <summary>The same in short: number, size in 512-byte sectors, what is on it, links without <c>disk/</c>.</summary>
    public static ScratchMachine Block(this ScratchMachine machine, string place, string number, long sectors, string? content = null, params string[] links)
    {
        var properties = new Dictionary<string, string> { ["MAJOR"] = number.Split(':')[0], ["MINOR"] = number.Split(':')[1], ["DEVTYPE"] = machine.IsPartition(place) ? "partition" : "disk" };
        if (content is not null)
        {
            properties["ID_FS_TYPE"] = content;
        }

        return machine.Block(place, properties, links.Select(link => $"disk/{link}")).File($"/sys{place}/size", $"{sectors}\n");
    }

    /// <summary>A device of the device mapper on others.</summary>
    public static ScratchMachine Mapped(this ScratchMachine machine, string name, string number, string mapping, string uuid, string? content, params string[] below)
    {
        machine.Block($"/devices/virtual/block/{name}", number, 2048, content).File($"/sys/devices/virtual/block/{name}/dm/name", mapping + "\n").File($"/sys/devices/virtual/block/{name}/dm/uuid", uuid + "\n");
        foreach (var device in below)
        {
            machine.File($"/sys/class/block/{device}/holders/{name}").File($"/sys/class/block/{name}/slaves/{device}");
        }

        return machine;
    }

    // A partition's folder lies in its disk's.
    private static bool IsPartition(this ScratchMachine machine, string place) => place.Split('/') is [.., var parent, _] && Path.Exists(machine.Path($"/sys/class/block/{parent}"));
}
