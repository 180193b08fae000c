namespace Passthrough.Host.Boot.Limine;

/// <summary>A file as an entry of Limine names it: <c>boot():/vmlinuz</c>, <c>uuid(...):/vmlinuz#HASH</c>, or in the old form <c>boot:///vmlinuz</c>.</summary>
/// <param name="Resource">Where it lies, with its argument (<c>boot()</c>, <c>hdd(1:3)</c>); empty when it is not written.</param>
/// <param name="Path">From the root of that file system.</param>
/// <param name="Hash">The hash that the file must have, in hexadecimal digits; null for none.</param>
public sealed record LimineFile(string Resource, string Path, string? Hash)
{
    /// <summary>The number of digits of a BLAKE2b hash, as <c>b2sum</c> prints it. Limine tells other kinds from it by their number.</summary>
    public const int Blake2Digits = 128;

    private const string Url = "://";

    /// <summary>True when it lies on the partition that the configuration is on.</summary>
    public bool IsBeside => Resource is "" or "boot()";

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Understands a path; never throws.</summary>
    /// <param name="text">As written, macros put in.</param>
    public static LimineFile Parse(string text)
    {
        var mark = text.LastIndexOf('#');
        var hash = mark >= 0 && mark + 1 < text.Length && text.AsSpan(mark + 1).IndexOfAnyExcept(Digits) < 0 ? text[(mark + 1)..] : null;
        var bare = hash is null ? text : text[..mark];
        if (bare.IndexOf(Url, StringComparison.Ordinal) is > 0 and var old)
        {
            var begin = bare.IndexOf('/', old + Url.Length);
            begin = begin < 0 ? bare.Length : begin;
            return new LimineFile($"{bare[..old]}({bare[(old + Url.Length)..begin]})", FromRoot(bare[begin..]), hash);
        }

        var end = bare.IndexOf("):", StringComparison.Ordinal) + 1;
        return new LimineFile(bare[..end], FromRoot(bare[(end == 0 ? 0 : end + 1)..]), hash);
    }

    /// <summary>The path as an entry names it.</summary>
    /// <param name="isOld">True for the form before Limine 8.</param>
    public string TextOf(bool isOld)
    {
        var hash = Hash is null ? "" : "#" + Hash;
        return Resource.Length == 0 ? Path + hash
            : isOld ? $"{Resource.TrimEnd(')').Replace("(", Url, StringComparison.Ordinal)}{Path}{hash}"
            : $"{Resource}:{Path}{hash}";
    }

    private static System.Buffers.SearchValues<char> Digits { get; } = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static string FromRoot(string path) => "/" + path.TrimStart('/');
}
