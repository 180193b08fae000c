using Passthrough.Guests.Firmware;
using Passthrough.Guests.Network;

namespace Passthrough.Guests.KubeVirt;

/// <summary>What must be there in a cluster before a guest starts; claims are named by what they stand for (<see cref="NotKept"/>).</summary>
internal static class ClusterNeeds
{
    /// <summary>Sentences, in the order in which a person would do it.</summary>
    public static IEnumerable<string> Of(GuestSpec guest)
    {
        if (!guest.Devices.IsEmpty)
        {
            yield return "A node with the devices, held by vfio-pci, and with nothing else of the host in their IOMMU groups.";
        }

        if (PermittedDevices.Of(guest) is not null)
        {
            yield return $"Feature gates and permitted devices in the KubeVirt resource: passthrough guest export {guest.Name} --format kubevirt --permitted";
        }

        if (ProcessorSection.IsPinned(guest.Cpu))
        {
            yield return "A node whose kubelet has the static CPU manager policy (label cpumanager=true).";
        }

        if (MemorySection.PageSize(guest.Memory.HugePages) is { } page)
        {
            yield return $"Free huge pages of {page} on the node: {MemorySection.Quantity(guest.Memory.SizeMiB)}.";
        }

        if (guest.Tpm is not null || guest.Firmware.Kind == GuestFirmwareKind.Uefi)
        {
            yield return "A storage class for the state of TPM and UEFI: vmStateStorageClass of the KubeVirt resource, or the default one.";
        }

        foreach (var network in NetworkSection.Kept(guest).Where(network => network.Kind != GuestNetworkKind.Nat))
        {
            yield return $"Multus and a NetworkAttachmentDefinition '{NetworkSection.DefinitionOf(network)}' in the guest's namespace"
                + (network.Kind == GuestNetworkKind.Macvtap ? " of the macvtap CNI plugin, and the network binding plugin 'macvtap' in the KubeVirt resource." : $" for a bridge that is to the nodes what {network.Source} is to this machine.");
        }
    }
}
