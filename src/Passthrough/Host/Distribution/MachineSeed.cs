using System.Security.Cryptography;
using System.Text;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Distribution;

/// <summary>A text that differs from machine to machine and stays the same on one.</summary>
public static class MachineSeed
{
    private const string Purpose = "passthrough guests";

    /// <summary>
    /// The seed. machine-id(5) asks that the id itself is not shown to anybody, and to derive one's own from it by a keyed hash, from which it cannot be had back.
    /// </summary>
    /// <param name="roots">The machine.</param>
    /// <returns>Hexadecimal digits; empty on a machine without an id, and in a snapshot.</returns>
    public static string Read(HostRoots roots) =>
        new MachineReader(roots).ReadLine(roots.Etc("machine-id")) is { Length: > 0 } id ? Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(Purpose))) : "";
}
