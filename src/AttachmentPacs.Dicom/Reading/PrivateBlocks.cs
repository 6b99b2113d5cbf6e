namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// Which private creator reserved which block of the group at hand (PS3.5 7.8.1), for each depth: a table instead of a search back, so
/// that a flood of private elements stays linear.
/// </summary>
internal sealed class PrivateBlocks
{
    private readonly int[]?[] _entries;
    private readonly uint[] _groups;

    public PrivateBlocks(int depths)
    {
        _entries = new int[depths][];
        _groups = new uint[depths];
    }

    /// <summary>Forgets a depth: a new data set begins there.</summary>
    public void Reset(int depth) => _groups[depth] = 0;

    /// <summary>Notes that the entry <paramref name="index"/> is the creator element of its block.</summary>
    public void Note(int depth, uint tag, int index)
    {
        int[] blocks = _entries[depth] ??= new int[256];
        if (_groups[depth] != tag >> 16)
        {
            Array.Clear(blocks);
            _groups[depth] = tag >> 16;
        }

        blocks[tag & 0xFF] = index + 1;
    }

    /// <summary>The entry of the creator of a private element; -1 if its block is not reserved.</summary>
    public int Find(int depth, uint tag) =>
        _groups[depth] == tag >> 16 && _entries[depth] is { } blocks ? blocks[(tag >> 8) & 0xFF] - 1 : -1;
}
