using System.Text.Json.Serialization;

namespace Passthrough.Planning;

/// <summary>One step of a plan.</summary>
/// <param name="Id">A stable name, such as <c>kernel-command-line</c>.</param>
/// <param name="Title">One line: what is done.</param>
/// <param name="Reason">Why, in a sentence or two.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FileChange), "file")]
[JsonDerivedType(typeof(InitramfsChange), "initramfs")]
[JsonDerivedType(typeof(BootConfigurationChange), "bootConfiguration")]
[JsonDerivedType(typeof(CopyChange), "copy")]
[JsonDerivedType(typeof(BootEnvironmentChange), "bootEnvironment")]
[JsonDerivedType(typeof(BootVariableChange), "bootVariable")]
[JsonDerivedType(typeof(FirmwareEntryChange), "firmwareEntry")]
[JsonDerivedType(typeof(KernelLineChange), "kernelLine")]
[JsonDerivedType(typeof(BootPartitionsChange), "bootPartitions")]
[JsonDerivedType(typeof(BootChecksumsChange), "bootChecksums")]
[JsonDerivedType(typeof(ToolChange), "tool")]
public abstract record Change(string Id, string Title, string Reason);
