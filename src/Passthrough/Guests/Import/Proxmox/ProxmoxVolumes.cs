namespace Passthrough.Guests.Import.Proxmox;

/// <summary>Where volumes of the storages are that Proxmox VE's installer makes; others are named in <c>/etc/pve/storage.cfg</c>, which is another machine's.</summary>
internal static class ProxmoxVolumes
{
    /// <summary>The path of a volume.</summary>
    /// <param name="draft">The guest.</param>
    /// <param name="where">Where it stands.</param>
    /// <param name="volume">A path, or <c>STORAGE:VOLUME</c>.</param>
    /// <returns>Null, which is told, where it is not known.</returns>
    public static string? PathOf(ImportDraft draft, string where, string volume)
    {
        if (volume.StartsWith('/'))
        {
            return draft.PathOf(where, volume);
        }

        var path = volume.Split(':', 2) switch
        {
            ["local", var name] when name.StartsWith("iso/", StringComparison.Ordinal) => $"/var/lib/vz/template/{name}",
            ["local", var name] => $"/var/lib/vz/images/{name}",
            ["local-lvm", var name] => $"/dev/pve/{name}",
            ["local-zfs", var name] => $"/dev/zvol/rpool/data/{name}",
            _ => null,
        };
        if (path is null)
        {
            draft.Drop(where, volume, "where the volume is says the Proxmox machine (pvesm path VOLUME); write its path under 'disks'");
            return null;
        }

        draft.Note($"{where}: {volume} is {path} on a Proxmox machine as it is installed; correct the path when the disk is elsewhere");
        return draft.PathOf(where, path);
    }
}
