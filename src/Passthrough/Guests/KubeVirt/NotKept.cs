namespace Passthrough.Guests.KubeVirt;

/// <summary>Something of a guest that a form of it cannot say.</summary>
/// <param name="Key">The key of the intent, such as <c>disks[1].cache</c>.</param>
/// <param name="Reason">What is lost, why, and what to do about it.</param>
public sealed record NotKept(string Key, string Reason);
