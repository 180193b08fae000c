using System.Text.Json.Nodes;

namespace Passthrough.Guests.KubeVirt;

/// <summary>Shared folders: virtiofs of a claim's content.</summary>
internal static class ShareSection
{
    /// <summary><c>filesystems</c>.</summary>
    public static IEnumerable<JsonNode> FileSystems(ClusterNames names) => names.Shares.Select(name => (JsonNode)Tree.Map(("name", name), ("virtiofs", new JsonObject())));

    /// <summary>Their volumes.</summary>
    public static IEnumerable<JsonNode> Volumes(GuestSpec guest, ClusterNames names) => guest.Shares.Select((share, index) => DiskSection.Volume(names, names.Shares[index], share.IsReadOnly));

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest, ClusterNames names) => guest.Shares.SelectMany((share, index) => Of($"shares[{index}]", share, names, names.Shares[index]));

    private static IEnumerable<NotKept> Of(string key, Sharing.SharedFolder share, ClusterNames names, string name)
    {
        yield return new NotKept(key + ".path", $"{share.Path} is not there in a cluster: the claim '{names.ClaimOf(name)}' stands for it and has to be filled with its files");
        if (name != share.Tag)
        {
            yield return new NotKept(key + ".tag", $"a volume's name is the tag, and has small letters, digits and hyphens only: mount '{name}' in place of '{share.Tag}'");
        }
    }
}
