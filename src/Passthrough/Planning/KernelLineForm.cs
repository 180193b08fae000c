using System.Text.Json.Serialization;
using Passthrough.Host;

namespace Passthrough.Planning;

/// <summary>How a file is written that kernel lines stand in.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<KernelLineForm>))]
public enum KernelLineForm
{
    /// <summary>A file below <c>loader/entries</c>.</summary>
    LoaderEntry,

    /// <summary>Limine's configuration.</summary>
    Limine,

    /// <summary>rEFInd's <c>refind_linux.conf</c>.</summary>
    RefindLinux,

    /// <summary>rEFInd's <c>refind.conf</c>, or a file that it includes.</summary>
    Refind,

    /// <summary><c>user.kernel_options</c> of kernelstub's configuration.</summary>
    Kernelstub,
}
