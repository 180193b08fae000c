using Passthrough.Guests.Network;

namespace Passthrough.Guests.Import;

/// <summary>Network cards by the names that QEMU, libvirt and Proxmox give them.</summary>
internal static class NetworkModels
{
    /// <summary>The closest card that guests have.</summary>
    public static GuestNetworkModel Of(ImportDraft draft, string where, string model)
    {
        var name = model.Replace("-pci", "", StringComparison.Ordinal).Replace("-non-transitional", "", StringComparison.Ordinal).Replace("-transitional", "", StringComparison.Ordinal).Replace("-net", "", StringComparison.Ordinal);
        if (EnumWord.Parse<GuestNetworkModel>(name) is { } known)
        {
            return known;
        }

        draft.Drop(where, $"card {model}", "the guest sees e1000e in its place, for which every system has a driver");
        return GuestNetworkModel.E1000e;
    }
}
