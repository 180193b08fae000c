namespace Passthrough.Planning;

/// <summary>The running kernel was started with this word (<c>/proc/cmdline</c>).</summary>
/// <param name="Word">Such as <c>intel_iommu=on</c>.</param>
public sealed record KernelParameterPresent(string Word) : Postcondition;
