namespace Passthrough.Disks;

/// <summary>How far a command about an image is.</summary>
/// <param name="Words">What it does.</param>
/// <param name="Percent">How much of this step is done, from 0 to 100; null where that is not known.</param>
public sealed record DiskStep(string Words, double? Percent);
