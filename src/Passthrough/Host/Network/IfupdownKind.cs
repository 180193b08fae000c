namespace Passthrough.Host.Network;

/// <summary>Which of the programs that read <c>/etc/network/interfaces</c> a machine has.</summary>
public enum IfupdownKind
{
    /// <summary>ifupdown, Debian's own.</summary>
    Classic,

    /// <summary>ifupdown2 of Cumulus (<c>/usr/share/ifupdown2</c>), which Proxmox uses: with an own syntax for bridges.</summary>
    Second,

    /// <summary>ifupdown-ng (<c>/etc/network/ifupdown-ng.conf</c> or <c>/usr/libexec/ifupdown-ng</c>), with executors of its own in the place of Debian's hooks.</summary>
    NextGeneration,
}
