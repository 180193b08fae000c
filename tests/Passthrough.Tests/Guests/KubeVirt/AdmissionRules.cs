using System.Text.Json.Nodes;

namespace Passthrough.Tests.Guests.KubeVirt;

/// <summary>What KubeVirt's admission refuses beside its schema (its validating webhook for virtual machines), as far as manifests of guests come near it.</summary>
internal static class AdmissionRules
{
    /// <summary>What would be refused.</summary>
    public static IEnumerable<string> Problems(JsonObject machine)
    {
        var spec = machine["spec"]!["template"]!["spec"]!;
        var domain = spec["domain"]!;
        return [.. Names(machine, spec), .. Storage(spec), .. Networks(spec), .. Processors(domain), .. Features(domain)];
    }

    private static IEnumerable<string> Names(JsonObject machine, JsonNode spec)
    {
        var devices = spec["domain"]!["devices"]!;
        var volumes = NamesOf(spec["volumes"]);
        return new[] { machine["metadata"]!["name"]!.GetValue<string>() }.Concat(volumes).Concat(NamesOf(spec["networks"])).Where(name => !IsLabel(name)).Select(name => $"'{name}' is no DNS label")
            .Concat(Twice(volumes)).Concat(Twice(NamesOf(devices["gpus"]).Concat(NamesOf(devices["hostDevices"]))))
            .Concat(Differ(volumes, NamesOf(devices["disks"]).Concat(NamesOf(devices["filesystems"]))))
            .Concat(Differ(NamesOf(spec["networks"]), NamesOf(devices["interfaces"])));
    }

    private static IEnumerable<string> Storage(JsonNode spec)
    {
        var disks = ItemsOf(spec["domain"]!["devices"]!["disks"]).ToList();
        return disks.Where(disk => Text(disk["disk"]?["bus"]) == "sata" && disk["disk"]!["readonly"] is not null).Select(_ => "a read-only SATA disk")
            .Concat(disks.Where(disk => Text(disk["cdrom"]?["bus"]) == "virtio").Select(_ => "a disc on virtio"))
            .Concat(disks.Where(disk => disk["dedicatedIOThread"] is not null && Text(disk["disk"]?["bus"]) != "virtio").Select(_ => "an I/O thread beside virtio"))
            .Concat(disks.Where(disk => Text(disk["cache"]) is not (null or "none" or "writethrough" or "writeback")).Select(disk => $"cache {disk["cache"]}"))
            .Concat(disks.Where(disk => Text(disk["io"]) is not (null or "native" or "threads")).Select(disk => $"io {disk["io"]}"))
            .Concat(disks.Where(disk => Text(disk["io"]) == "native" && Text(disk["cache"]) != "none").Select(_ => "native of a cached disk"))
            .Concat(Twice(disks.Select(disk => disk["bootOrder"]?.ToJsonString()).OfType<string>()));
    }

    private static IEnumerable<string> Networks(JsonNode spec) =>
        ItemsOf(spec["networks"]).Where(network => network["pod"] is not null).Skip(1).Select(_ => "two interfaces on the pod's network");

    private static IEnumerable<string> Processors(JsonNode domain)
    {
        var cpu = domain["cpu"]!;
        var isDedicated = cpu["dedicatedCpuPlacement"] is not null;
        return Said(cpu["isolateEmulatorThread"] is not null && !isDedicated, "an isolated emulator without dedicated CPUs")
            .Concat(Said(cpu["numa"] is not null && (!isDedicated || domain["memory"]!["hugepages"] is null), "NUMA without dedicated CPUs and huge pages"))
            .Concat(Said(isDedicated && cpu["threads"]!.GetValue<int>() > 2, "more than two threads with dedicated CPUs"));
    }

    private static IEnumerable<string> Features(JsonNode domain)
    {
        var features = domain["features"]!;
        var hyperV = features["hyperv"];
        var isSecure = domain["firmware"]!["bootloader"]!["efi"]?["secureBoot"]?.GetValue<bool>() == true;
        return Said(isSecure && features["smm"] is null, "Secure Boot without system management mode")
            .Concat(Said((hyperV?["synic"] ?? hyperV?["ipi"] ?? hyperV?["tlbflush"]) is not null && hyperV!["vpindex"] is null, "Hyper-V without vpindex"))
            .Concat(Said(hyperV?["synictimer"] is not null && hyperV["synic"] is null, "synictimer without synic"));
    }

    private static IEnumerable<JsonNode> ItemsOf(JsonNode? list) => list?.AsArray().Select(item => item!) ?? [];

    private static IEnumerable<string> NamesOf(JsonNode? list) => ItemsOf(list).Select(item => item["name"]!.GetValue<string>());

    private static string? Text(JsonNode? value) => value?.GetValue<string>();

    private static IEnumerable<string> Said(bool isWrong, string problem) => isWrong ? [problem] : [];

    private static IEnumerable<string> Twice(IEnumerable<string> values) => values.GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => $"'{group.Key}' twice");

    private static IEnumerable<string> Differ(IEnumerable<string> names, IEnumerable<string> others) =>
        names.Order(StringComparer.Ordinal).SequenceEqual(others.Order(StringComparer.Ordinal), StringComparer.Ordinal) ? [] : [$"{string.Join(',', names)} differ from {string.Join(',', others)}"];

    private static bool IsLabel(string name) =>
        name.Length is > 0 and <= 63 && name[0] != '-' && name[^1] != '-' && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
