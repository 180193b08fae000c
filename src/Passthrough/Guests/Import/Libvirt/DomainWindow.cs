using Passthrough.Guests.Description;
using Passthrough.Guests.Display;
using Passthrough.Guests.Sound;

namespace Passthrough.Guests.Import.Libvirt;

/// <summary>What is seen and heard of a domain beside the card.</summary>
internal static class DomainWindow
{
    /// <summary>Reads it.</summary>
    public static void Import(ImportDraft draft, SourcePart devices)
    {
        Display(draft, devices);
        Sound(draft, devices);
    }

    private static void Display(ImportDraft draft, SourcePart devices)
    {
        var graphics = devices.All("graphics").Where(part => part.Peek("type") is "spice").ToList();
        foreach (var other in devices.All("graphics").Where(part => part.Peek("type") is not "spice"))
        {
            other.Drop(draft, "a window is shown by SPICE (display)");
        }

        var models = devices.All("video").Select(video => video.Part("model")).OfType<SourcePart>().ToList();
        var isShown = models.Exists(model => model.Peek("type") is not "none");
        foreach (var part in graphics)
        {
            part.Take("type");
        }

        foreach (var model in models)
        {
            Video(draft, model, graphics.Count > 0);
        }

        draft.Guest = draft.Guest with { Display = graphics.Count == 0 ? EmulatedDisplay.None : isShown ? EmulatedDisplay.Spice : EmulatedDisplay.SpiceInput };
        if (graphics.Count == 0)
        {
            foreach (var redirection in devices.All("redirdev"))
            {
                redirection.Drop(draft, "USB devices of the person at the window need a SPICE window");
            }
        }
    }

    private static void Video(ImportDraft draft, SourcePart model, bool hasWindow)
    {
        var type = model.Take("type");
        if (type is "none")
        {
            return;
        }

        if (!hasWindow)
        {
            model.Drop(draft, "an emulated card has a SPICE window");
        }
        else if (type is not "qxl")
        {
            draft.Drop(model.Where, $"type={type}", "the SPICE window shows an emulated QXL card");
        }
    }

    private static void Sound(ImportDraft draft, SourcePart devices)
    {
        var cards = devices.All("sound").ToList();
        var backends = devices.All("audio").ToList();
        if (cards.Count == 0)
        {
            draft.Guest = draft.Guest with { Sound = new SoundDescription { Backend = SoundBackend.None } };
            backends.ForEach(backend => backend.TakeWhole());
            return;
        }

        var card = cards[0];
        var id = card.Part("audio")?.Take("id");
        if (card.Take("model") is not "ich9" and var model)
        {
            draft.Drop(card.Where, $"model={model}", "an emulated sound card is Intel's HDA of ICH9");
        }

        foreach (var second in cards.Skip(1))
        {
            second.Drop(draft, "a guest has one emulated sound card");
        }

        var audio = backends.Find(backend => id is null || backend.Take("id") == id);
        foreach (var unused in backends.Where(backend => backend != audio))
        {
            unused.Drop(draft, "a guest's sound goes to one place");
        }

        var hasWindow = draft.Guest.Display != EmulatedDisplay.None;
        draft.Guest = draft.Guest with { Sound = audio is null ? new SoundDescription { Backend = hasWindow ? SoundBackend.Spice : SoundBackend.None } : Backend(draft, audio, hasWindow) };
        if (draft.Guest.Sound.Backend == SoundBackend.None)
        {
            draft.Note($"{card.Where}: the sound card is heard nowhere, so it is left out");
        }
    }

    private static SoundDescription Backend(ImportDraft draft, SourcePart audio, bool hasWindow)
    {
        audio.Take("id");
        var type = audio.Take("type");
        var folder = audio.Take("runtimeDir") ?? audio.Take("serverName");
        return SoundBackends.Of(draft, audio.Where, type ?? "none", folder, hasWindow);
    }
}
