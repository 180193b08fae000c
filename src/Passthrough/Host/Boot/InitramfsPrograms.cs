namespace Passthrough.Host.Boot;

/// <summary>The programs that the generators of initramfs images consist of.</summary>
public static class InitramfsPrograms
{
    /// <summary>The program that builds one image; null for none.</summary>
    /// <param name="generator">The generator.</param>
    public static string? BuilderOf(InitramfsGenerator generator) => generator switch
    {
        InitramfsGenerator.InitramfsTools => "mkinitramfs",
        InitramfsGenerator.Dracut => "dracut",
        InitramfsGenerator.Mkinitcpio => "mkinitcpio",
        InitramfsGenerator.Booster => "booster",
        _ => null,
    };
}
