using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Firmware;
using Passthrough.Tests.Changes;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Firmware;

public class EfiLoadOptionTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var property = Prop.ForAll<NonNull<string>, NonNull<string>, NonNull<string>>((description, file, options) =>
        {
            var (title, name, line) = (Plain(description.Get), "\\" + Plain(file.Get), Plain(options.Get));
            var option = EfiLoadOption.Parse(EfiLoadOption.FileOf(title, UnifiedMachine.HardDrive, name, line))!;
            return (option.Description, option.File, option.Partition, option.IsActive) == (title, name, UnifiedMachine.Partition, true)
                && option.Device.SequenceEqual(UnifiedMachine.HardDrive) && option.OptionalData.Length == line.Length * 2 && (option.Options ?? "") == line;
        });
        property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void An_entry_as_firmware_and_tools_write_it_is_understood()
    {
        // A path from the bridge on, a partition of an MBR, a file in two nodes, and data for the program.
        byte[] option =
        [
            7, 0, 0, 0, 0, 0, 0, 0, 80, 0, (byte)'L', 0, 0, 0,
            2, 1, 12, 0, 0xd0, 0x41, 3, 0x0a, 0, 0, 0, 0,
            4, 1, 42, 0, 2, 0, 0, 0, .. new byte[16], 0x78, 0x56, 0x34, 0x12, .. new byte[12], 1, 1,
            4, 4, 10, 0, (byte)'\\', 0, (byte)'a', 0, 0, 0,
            4, 4, 12, 0, (byte)'\\', 0, (byte)'b', 0, (byte)'c', 0, 0, 0,
            0x7f, 0xff, 4, 0, 1, 2,
        ];
        var read = EfiLoadOption.Parse(option)!;
        Assert.Equal(("L", @"\a\bc", "12345678-02", false), (read.Description, read.File, read.Partition, read.IsActive));
        Assert.Equal((54, 2), (read.Device.Length, read.OptionalData.Length));
    }

    [Fact]
    public void What_a_program_gets_ends_with_a_zero_or_its_length()
    {
        Assert.Equal("a b", EfiLoadOption.Parse([.. EfiLoadOption.FileOf("L", [], "x", "a b"), 0, 0, 7])!.Options);
        Assert.Null(EfiLoadOption.Parse([.. EfiLoadOption.FileOf("L", [], "x"), 7])!.Options);
    }

    [Fact]
    public void Numbers_are_read_as_they_are_written()
    {
        Prop.ForAll<ushort[]>(numbers => numbers.Length == 0
            || (FirmwareVariables.Numbers(FirmwareVariables.FileOf(numbers))!.Value.SequenceEqual(numbers) && FirmwareVariables.Parse(FirmwareVariables.Text(numbers)).SequenceEqual(numbers)))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
        Assert.Equal("0007,ABCD", FirmwareVariables.Text([7, 0xabcd]));
        Rubbish.IsSwallowedAsBytesBy(bytes => FirmwareVariables.Numbers([.. bytes]), "\u0006\0\0\0", "\u0001\0", "a");
    }

    private static string Plain(string text) => string.Concat(text.Where(character => character != '\0' && !char.IsSurrogate(character)));
}
