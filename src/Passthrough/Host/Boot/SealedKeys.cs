using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>Tells whether a disk's key is sealed to what the TPM measures of kernel line and initramfs: another line, or another image, and the next start asks for the recovery key.</summary>
internal static class SealedKeys
{
    private const string ByTpm = "tpm2-device=";

    /// <summary>The machine's own path of the file that says so; null when none does.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="lineTool">Who writes the kernel line: <c>sdbootutil</c> seals to kernel line and initramfs whatever it opens by the TPM (PCR 4 and 9 are in its list by itself), others mostly to the firmware's state alone.</param>
    public static string? Find(MachineReader reader, KernelLineTool lineTool)
    {
        // systemd-pcrlock(8) keeps its policy there.
        var policy = reader.Roots.Var("lib/systemd/pcrlock.json");
        var volumes = reader.Roots.Etc("crypttab");
        return reader.Exists(policy) ? reader.Roots.NameOf(policy)
            : lineTool == KernelLineTool.Sdbootutil && OpensByTpm(reader.ReadText(volumes)) ? reader.Roots.NameOf(volumes)
            : null;
    }

    /// <summary>True when a volume is opened with a key from the TPM (crypttab(5)).</summary>
    /// <param name="crypttab">The file; null when absent.</param>
    internal static bool OpensByTpm(string? crypttab) => (crypttab ?? "").Split('\n')
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Any(fields => fields is [not ['#', ..], _, _, var options, ..] && options.Split(',').Any(option => option.StartsWith(ByTpm, StringComparison.Ordinal)));
}
