using System.Collections.Immutable;
using Passthrough.Guests.Description;
using Passthrough.Guests.Sound;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>What QEMU is told by its environment: where sound goes.</summary>
internal static class QemuEnvironment
{
    private static readonly ImmutableArray<string> OfEveryProgram = ["LC_ALL", "LANG", "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"];

    /// <summary>Reads variables.</summary>
    /// <param name="draft">The guest.</param>
    /// <param name="variables">The variables, as <c>NAME=value</c>.</param>
    public static void Import(ImportDraft draft, ImmutableArray<QemuWord> variables)
    {
        foreach (var variable in variables)
        {
            var equals = variable.Text.IndexOf('=', StringComparison.Ordinal);
            Import(draft, variable, variable.Text[..equals], variable.Text[(equals + 1)..]);
        }
    }

    private static void Import(ImportDraft draft, QemuWord variable, string name, string value)
    {
        var sound = draft.Guest.Sound;
        switch (name)
        {
            case "QEMU_AUDIO_DRV" or "QEMU_PA_SERVER" when sound.Backend is SoundBackend.ScreamMemory:
                draft.Drop(variable.Where, variable.Text, "a guest's sound goes to one place, and Scream is it");
                break;
            case "QEMU_AUDIO_DRV" when value is not "none":
                draft.Guest = draft.Guest with { Sound = SoundBackends.Of(draft, variable.Where, value, null, hasWindow: true) with { User = sound.User } };
                break;
            case "QEMU_AUDIO_DRV":
                break;
            case "QEMU_PA_SERVER":
                draft.Guest = draft.Guest with { Sound = new SoundDescription { Backend = SoundBackend.PulseAudio, User = SoundBackends.User(draft, variable.Where, value) } };
                break;
            case "PIPEWIRE_RUNTIME_DIR" or "XDG_RUNTIME_DIR" when sound.Backend is SoundBackend.Jack or SoundBackend.PipeWire or SoundBackend.PulseAudio:
                draft.Guest = draft.Guest with { Sound = sound with { User = SoundBackends.User(draft, variable.Where, value) } };
                break;
            case var known when OfEveryProgram.Contains(known, StringComparer.Ordinal):
                break;
            default:
                draft.Drop(variable.Where, variable.Text, "QEMU's environment is not chosen");
                break;
        }
    }
}
