using System.Collections.Immutable;
using Passthrough.Changes.Initramfs;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Planning;

namespace Passthrough.Changes.Tools;

/// <summary>
/// The distribution's own programs. Each generator writes one new file and touches no other, so that the journal alone replaces what the machine boots; <see cref="RunTool"/>, <see cref="SetBootVariable"/> and
/// <see cref="WriteBootPartitions"/> change what the journal has written down before.
/// </summary>
public interface IBootTools
{
    /// <summary>Names of the programs that are missing; empty when all are there.</summary>
    /// <param name="plan">What they are needed for.</param>
    public IReadOnlyList<string> Missing(Plan plan);

    /// <summary>
    /// Builds an initramfs (<c>mkinitramfs -o OUTPUT VERSION</c>, <c>dracut --force OUTPUT VERSION</c>, <c>mkinitcpio -k VERSION -g OUTPUT ARGUMENTS</c>), or a unified kernel image
    /// (<c>dracut --force --uefi OUTPUT VERSION</c>, <c>mkinitcpio -k VERSION -U OUTPUT ARGUMENTS</c>).
    /// </summary>
    /// <param name="generator">Who builds it.</param>
    /// <param name="image">For which kernel, and how.</param>
    /// <param name="output">The new file.</param>
    /// <param name="surroundings">What it runs with.</param>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void BuildInitramfs(InitramfsGenerator generator, InitramfsImage image, string output, ToolSurroundings surroundings);

    /// <summary>Generates the boot loader's configuration (<c>grub-mkconfig -o OUTPUT</c>, or <c>grub2-mkconfig</c>), syntax checked.</summary>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void GenerateBootConfiguration(string output, ToolSurroundings surroundings);

    /// <summary>Checks the syntax of a script of the boot loader (<c>grub-script-check FILE</c>).</summary>
    /// <exception cref="ToolFailedException">It is not one that the boot loader could read.</exception>
    public void CheckBootScript(string file, ToolSurroundings surroundings);

    /// <summary>Sets and removes variables in a copy of the boot loader's environment file (<c>grub-editenv FILE set NAME=VALUE</c>, <c>unset NAME</c>).</summary>
    /// <param name="file">The copy, which is edited in place.</param>
    /// <param name="variables">Names and values to be set; may be empty.</param>
    /// <param name="removed">Names to be removed before; those that are absent are passed over.</param>
    /// <param name="surroundings">What it runs with.</param>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void EditBootEnvironment(string file, ImmutableSortedDictionary<string, string> variables, ImmutableArray<string> removed, ToolSurroundings surroundings);

    /// <summary>The BLAKE2b hash of a file in hexadecimal digits (<c>b2sum FILE</c>).</summary>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public string Checksum(string file, ToolSurroundings surroundings);

    /// <summary>Tells systemd-boot or Limine what to start (<c>bootctl set-default ID</c>, <c>bootctl set-oneshot ID</c>).</summary>
    /// <param name="name"><see cref="Host.Boot.LoaderEntries.LoaderVariables.DefaultName"/> or <see cref="Host.Boot.LoaderEntries.LoaderVariables.OneShotName"/>.</param>
    /// <param name="value">The id of an entry; null takes the variable out.</param>
    /// <param name="surroundings">What it runs with.</param>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void SetBootVariable(string name, string? value, ToolSurroundings surroundings);

    /// <summary>Copies kernels, images and entries from the machine's files to all partitions that the boot loader reads (<c>proxmox-boot-tool refresh</c>). It mounts them itself, one after the other, where nobody else sees them.</summary>
    /// <param name="surroundings">What it runs with.</param>
    /// <exception cref="ToolFailedException">It failed.</exception>
    public void WriteBootPartitions(ToolSurroundings surroundings);

    /// <summary>Runs a program that changes the machine by itself (<see cref="ToolChange"/>).</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="surroundings">What it runs with.</param>
    /// <exception cref="ToolFailedException">The program is missing or failed.</exception>
    public void RunTool(ImmutableArray<string> command, ToolSurroundings surroundings);

    /// <summary>Unpacks the compressed part of an initramfs into a new file.</summary>
    /// <exception cref="ToolFailedException">The program is missing or failed.</exception>
    public void Decompress(Compression compression, string input, string output, ToolSurroundings surroundings);
}
