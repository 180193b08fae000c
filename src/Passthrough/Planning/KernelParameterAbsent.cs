namespace Passthrough.Planning;

/// <summary>The running kernel was not started with this word.</summary>
/// <param name="Word">Such as <c>intel_iommu=on</c>.</param>
public sealed record KernelParameterAbsent(string Word) : Postcondition;
