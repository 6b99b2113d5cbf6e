using System.Buffers.Binary;
using System.IO.Hashing;

namespace AttachmentPacs.Core.Zip;

/// <summary>
/// What a list of members comes to, whatever its order: their number and the sum of a hash of each. Two lists with the same digest are the
/// same members at the same places; neither is kept.
/// </summary>
internal sealed class DirectoryDigest
{
    private readonly XxHash128 _hash = new();

    public long Count { get; private set; }

    public UInt128 Sum { get; private set; }

    /// <summary>Adds a member. Numbers count modulo 2^32, as writers leave them that do not know ZIP64.</summary>
    public void Add(ReadOnlySpan<byte> name, ushort method, MemberFacts facts, long offset)
    {
        Span<byte> numbers = stackalloc byte[18];
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, facts.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[4..], (uint)facts.Compressed);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[8..], (uint)facts.Uncompressed);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[12..], (uint)offset);
        BinaryPrimitives.WriteUInt16LittleEndian(numbers[16..], method);
        _hash.Reset();
        _hash.Append(numbers);
        _hash.Append(name);
        Sum += _hash.GetCurrentHashAsUInt128();
        Count++;
    }
}
