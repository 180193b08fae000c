using Passthrough.Changes.Initramfs;
using Passthrough.Failures;
using Passthrough.Host.Boot;

namespace Passthrough.Changes.Tools;

/// <summary>The distribution's own generators. Each writes one new file and touches no other, so that the journal alone replaces what the machine boots.</summary>
public interface IBootTools
{
    /// <summary>Names of the programs that are missing; empty when all are there.</summary>
    /// <param name="generator">Who builds the initramfs; unknown when none is built.</param>
    public IReadOnlyList<string> Missing(InitramfsGenerator generator);

    /// <summary>Builds an initramfs (<c>mkinitramfs -o OUTPUT VERSION</c>, <c>dracut --force OUTPUT VERSION</c>).</summary>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void BuildInitramfs(InitramfsGenerator generator, string kernelVersion, string output, ToolSurroundings surroundings);

    /// <summary>Generates the boot loader's configuration (<c>grub-mkconfig -o OUTPUT</c>, or <c>grub2-mkconfig</c>), syntax checked.</summary>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void GenerateBootConfiguration(string output, ToolSurroundings surroundings);

    /// <summary>Unpacks the compressed part of an initramfs into a new file.</summary>
    /// <exception cref="ToolFailedException">The program is missing or failed.</exception>
    public void Decompress(Compression compression, string input, string output, ToolSurroundings surroundings);
}
