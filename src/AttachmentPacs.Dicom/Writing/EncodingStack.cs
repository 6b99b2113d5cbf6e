using System.Buffers.Binary;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Writing;

/// <summary>The containers that a re-encoding is inside of, and what decides in each what its elements are. Replaces recursion.</summary>
internal sealed class EncodingStack
{
    private readonly Frame[] _frames;
    private readonly bool[] _knowsSign;
    private readonly Dictionary<int, byte[]>[] _creators;
    private int _top;

    public EncodingStack(bool isExplicit, int depth)
    {
        _frames = new Frame[(2 * depth) + 1];
        _knowsSign = new bool[_frames.Length];
        _creators = [.. _frames.Select(_ => new Dictionary<int, byte[]>())];
        _frames[0] = new Frame { Kind = FrameKind.DataSet, IsExplicit = isExplicit, End = -1, Bound = long.MaxValue };
    }

    public ref Frame Top => ref _frames[_top];

    public bool IsAtTop => _top == 0;

    /// <summary>Pixel Representation has been seen here, or in a data set around.</summary>
    public bool KnowsSign => _knowsSign[_top];

    /// <summary>Enters a container that ends at an offset, or with a delimiter (-1); false if it is too deep.</summary>
    public bool TryPush(FrameKind kind, bool isExplicit, long end)
    {
        if (_top + 1 == _frames.Length) return false;
        ref Frame parent = ref Top;
        _frames[++_top] = new Frame
        {
            Kind = kind, IsExplicit = isExplicit, IsSigned = parent.IsSigned, End = end, Bound = end < 0 ? parent.Bound : end,
        };
        _knowsSign[_top] = _knowsSign[_top - 1];
        _creators[_top].Clear();
        return true;
    }

    public FrameKind Pop() => _frames[_top--].Kind;

    /// <summary>Notes a private creator, or Pixel Representation.</summary>
    public void Note(uint tag, ReadOnlySpan<byte> value)
    {
        if (tag != Tags.PixelRepresentation)
        {
            _creators[_top][Block(tag, (int)(tag & 0xFF))] = value.Trim(" \0"u8).ToArray();
        }
        else if (value.Length >= 2)
        {
            Top.IsSigned = BinaryPrimitives.ReadUInt16LittleEndian(value) == 1;
            _knowsSign[_top] = true;
        }
    }

    /// <summary>The creator that reserved a private element's block (PS3.5 7.8.1); empty if none did.</summary>
    public ReadOnlySpan<byte> CreatorOf(uint tag) =>
        Tags.IsPrivate(tag) && _creators[_top].TryGetValue(Block(tag, (int)(tag >> 8) & 0xFF), out byte[]? creator) ? creator : default;

    private static int Block(uint tag, int block) => (int)((tag >> 16) << 8) | block;
}
