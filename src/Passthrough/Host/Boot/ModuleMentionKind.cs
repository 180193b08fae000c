using System.Text.Json.Serialization;

namespace Passthrough.Host.Boot;

/// <summary>What a file of the administrator's says about a kernel module.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ModuleMentionKind>))]
public enum ModuleMentionKind
{
    /// <summary>It is loaded at boot (<c>/etc/modules</c>, <c>/etc/modules-load.d</c>).</summary>
    Loaded,

    /// <summary>It is put into the initramfs (<c>/etc/initramfs-tools/modules</c>, <c>MODULES</c> of mkinitcpio, <c>add_drivers</c> and <c>force_drivers</c> of dracut, <c>modules</c> of booster).</summary>
    InInitramfs,

    /// <summary>It gets options (<c>options</c> in <c>/etc/modprobe.d</c>).</summary>
    Options,

    /// <summary>It is not loaded by device (<c>blacklist</c> in <c>/etc/modprobe.d</c>).</summary>
    Blacklisted,

    /// <summary>Others are loaded before or after it (<c>softdep</c> in <c>/etc/modprobe.d</c>).</summary>
    SoftDependency,
}
