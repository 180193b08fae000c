using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Network;

/// <summary>The files of netplan, which writes what systemd-networkd or NetworkManager reads.</summary>
/// <param name="Files">Those that count, in the order in which they do: by name, of one name the one in <c>/run</c>, then <c>/etc</c>, then <c>/usr/lib</c>.</param>
/// <param name="HasClosedFiles">True when some are there that only root may read.</param>
/// <param name="IsWrittenByCloudInit">True when cloud-init writes <c>50-cloud-init.yaml</c> anew at a start: it is there, and neither it nor its network is switched off in <c>/etc/cloud</c>.</param>
public sealed record NetplanFacts(ImmutableArray<TextFile> Files, bool HasClosedFiles, bool IsWrittenByCloudInit);
