using Passthrough.Host.Boot;

namespace Passthrough.Planning.Guard;

/// <summary>What the entries have in common by which a boot loader starts the machine as it did before.</summary>
internal static class FallbackEntry
{
    /// <summary>The word on the kernel line by which this start is known; an isolation script that reads it takes nothing.</summary>
    public const string Word = RescueWords.PassthroughOff;

    /// <summary>The name of the copy of the initramfs.</summary>
    public const string ImageName = "passthrough-fallback.img";

    /// <summary>The name of the copy of the kernel, where an update would write a new one over it.</summary>
    public const string KernelName = "passthrough-fallback-linux";

    /// <summary>The id of the change that writes the entry.</summary>
    public const string ChangeId = "fallback-entry";

    /// <summary>What the menu shows where it is one file for all entries, of which this one is known by its title.</summary>
    public const string Title = "As before passthrough";

    /// <summary>What the menu shows.</summary>
    /// <param name="title">The title of the entry that starts now when nobody chooses.</param>
    public static string TitleOf(string title) => $"{title}, as before passthrough";
}
