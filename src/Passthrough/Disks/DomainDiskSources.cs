using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Passthrough.Guests;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>The files that a domain of libvirt has as disks. Pure.</summary>
internal static class DomainDiskSources
{
    /// <summary>Reads a domain's description.</summary>
    /// <param name="xml">The description.</param>
    /// <returns>Path and format (null when it is not said) of each disk that is a file or block device and can be written; empty for what is no XML.</returns>
    public static ImmutableArray<(string Path, GuestDiskFormat? Format)> Parse(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return
            [
                .. XDocument.Load(reader).Descendants("disk")
                    .Where(disk => disk.Attribute("device")?.Value is null or "disk" or "lun")
                    .Select(disk => (Source: disk.Element("source"), Driver: disk.Element("driver")))
                    .Select(disk => ((disk.Source?.Attribute("file") ?? disk.Source?.Attribute("dev"))?.Value, Format: disk.Driver?.Attribute("type")?.Value))
                    .Where(disk => disk.Value is ['/', ..])
                    .Select(disk => (disk.Value!, disk.Format is null ? null : EnumWord.Parse<GuestDiskFormat>(disk.Format))),
            ];
        }
        catch (XmlException)
        {
            return [];
        }
    }
}
