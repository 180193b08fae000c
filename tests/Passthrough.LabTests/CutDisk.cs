using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;
using Passthrough.Processes;

namespace Passthrough.LabTests;

/// <summary>
/// The disk of a PC whose power has been cut, as a boot loader reads it: without replaying ext4's journal. Of the blocks that the journal holds, any may have been written to its home
/// before the cut and any not; the disk at hand is one case of these, and all are looked at in which one block alone, or all but one, had come home.
/// </summary>
internal sealed partial class CutDisk : IDisposable
{
    private const uint JournalMagic = 0xc03b3998;
    private const int Escaped = 1;
    private const int RootPartition = 1;
    private const int Sector = 512;

    // What debugfs prints for the block that ends a transaction, and for a journal that is empty.
    private const string Commit = "type 2 (commit block)";
    private const string NothingLogged = "Journal starts at block 0";


    private readonly string folder = Directory.CreateTempSubdirectory("passthrough-cut-").FullName;

    /// <summary>Where the root file system begins, in bytes.</summary>
    private long root;

    private CutDisk()
    {
    }

    private string Image => Path.Combine(folder, "disk.raw");

    /// <summary>What each file may look like to a boot loader.</summary>
    /// <param name="disk">The PC's disk.</param>
    /// <param name="paths">Files on its root file system.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>SHA-256 of what is found, for each path; of nothing where there is no such file.</returns>
    public static async Task<ImmutableDictionary<string, ImmutableHashSet<string>>> ReadAsync(string disk, IEnumerable<string> paths, CancellationToken cancellation)
    {
        using var cut = new CutDisk();
        await OutputAsync("qemu-img", ["convert", "-O", "raw", disk, cut.Image], cancellation);
        using var partitions = JsonDocument.Parse(await OutputAsync("sfdisk", ["--json", cut.Image], cancellation));
        cut.root = partitions.RootElement.GetProperty("partitiontable").GetProperty("partitions")[RootPartition].GetProperty("start").GetInt64() * Sector;
        var homeless = await cut.HomelessBlocksAsync(cancellation);
        ImmutableArray<ImmutableArray<JournalBlock>> cases =
        [
            [],
            [.. homeless],
            .. homeless.Select(alone => ImmutableArray.Create(alone)),
            .. homeless.Select(missing => homeless.Where(block => block.Home != missing.Home).ToImmutableArray()),
        ];
        var found = paths.ToImmutableDictionary(path => path, _ => ImmutableHashSet<string>.Empty);
        foreach (var written in cases)
        {
            var before = cut.Write(written);
            foreach (var path in found.Keys)
            {
                found = found.SetItem(path, found[path].Add(await cut.HashAsync(path, cancellation)));
            }

            cut.Write(before);
        }

        return found;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The blocks of committed transactions that are not home yet; of one block, the oldest first.</summary>
    private async Task<ImmutableArray<JournalBlock>> HomelessBlocksAsync(CancellationToken cancellation)
    {
        var log = await DebugAsync("logdump -a", cancellation);
        var committed = log[..Math.Max(0, log.LastIndexOf(Commit, StringComparison.Ordinal))];
        var entries = Logged().Matches(committed);
        if (entries.Count == 0 && !log.Contains(NothingLogged, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"debugfs shows the journal in words that are not understood here:\n{log}");
        }

        var blocks = ImmutableArray.CreateBuilder<JournalBlock>();
        foreach (var logged in entries.AsEnumerable())
        {
            var copy = long.Parse(await DebugAsync($"bmap <8> {logged.Groups["copy"].Value}", cancellation), CultureInfo.InvariantCulture);
            var content = Read(copy);
            if ((int.Parse(logged.Groups["flags"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Escaped) != 0)
            {
                BinaryPrimitives.WriteUInt32BigEndian(content, JournalMagic);
            }

            blocks.Add(new JournalBlock(long.Parse(logged.Groups["home"].Value, CultureInfo.InvariantCulture), content));
        }

        // What is home already, and what the journal had of the same block before that, cannot come any more.
        return [.. blocks.GroupBy(block => block.Home).SelectMany(versions => versions.Skip(1 + versions.ToList().FindLastIndex(IsHome)))];
    }

    private bool IsHome(JournalBlock block) => Read(block.Home).AsSpan().SequenceEqual(block.Content);

    private async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        var copy = Path.Combine(folder, "file");
        await File.WriteAllBytesAsync(copy, [], cancellation);
        await DebugAsync($"dump {path} {copy}", cancellation);
        await using var file = File.OpenRead(copy);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    // -c: no bitmaps, -n: no checksums. A boot loader looks at neither.
    private Task<string> DebugAsync(string request, CancellationToken cancellation) =>
        OutputAsync("debugfs", ["-c", "-n", "-R", request, $"{Image}?offset={root}"], cancellation);

    private static async Task<string> OutputAsync(string program, ImmutableArray<string> arguments, CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(new ToolCommand(program, arguments), cancellation: cancellation)).OrThrow().Output;

    private byte[] Read(long block)
    {
        using var disk = File.OpenHandle(Image);
        var content = new byte[BlockSize(disk)];
        RandomAccess.Read(disk, content, root + (block * content.Length));
        return content;
    }

    /// <summary>Writes blocks to their homes, in order; gives what was there, in the order that brings it back.</summary>
    private ImmutableArray<JournalBlock> Write(ImmutableArray<JournalBlock> blocks)
    {
        var before = blocks.Select(block => block with { Content = Read(block.Home) }).ToImmutableArray();
        using var disk = File.OpenHandle(Image, FileMode.Open, FileAccess.ReadWrite);
        foreach (var block in blocks)
        {
            RandomAccess.Write(disk, block.Content, root + (block.Home * block.Content.Length));
        }

        return before;
    }

    /// <summary>From the superblock (Documentation/filesystems/ext4: s_log_block_size).</summary>
    private int BlockSize(SafeFileHandle disk)
    {
        var logarithm = new byte[4];
        RandomAccess.Read(disk, logarithm, root + 1024 + 24);
        return 1024 << BinaryPrimitives.ReadInt32LittleEndian(logarithm);
    }

    [GeneratedRegex(@"FS block (?<home>\d+) logged at (sequence \d+, )?journal block (?<copy>\d+) \(flags 0x(?<flags>[0-9a-f]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Logged();

    /// <summary>A block as the journal has it.</summary>
    /// <param name="Home">Its number on the file system.</param>
    /// <param name="Content">Its bytes.</param>
    private sealed record JournalBlock(long Home, byte[] Content);
}
