using System.Buffers;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>Lays compact JSON out as the dialect does (contract 1.1): a line a value, three blanks a level, a blank on each side of the colon.</summary>
internal static class JsonStyle
{
    private const int Indent = 3;

    private static readonly SearchValues<byte> EndOfString = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> EndOfWord = SearchValues.Create(",]}"u8);

    /// <summary>Writes valid compact JSON anew, as a value that is <paramref name="depth"/> levels deep.</summary>
    public static void Write(ReadOnlySpan<byte> compact, IBufferWriter<byte> output, int depth = 0)
    {
        var room = new Room(output);
        while (!compact.IsEmpty)
        {
            byte at = compact[0];
            int length = 1;
            switch (at)
            {
                case (byte)'"':
                    length = StringLength(compact);
                    room.Write(compact[..length]);
                    break;
                case (byte)'{' or (byte)'[' when compact[1] is (byte)'}' or (byte)']':
                    length = 2;
                    room.Write(compact[..length]);
                    break;
                case (byte)'{' or (byte)'[':
                    room.Write(compact[..1]);
                    room.NewLine(++depth);
                    break;
                case (byte)'}' or (byte)']':
                    room.NewLine(--depth);
                    room.Write(compact[..1]);
                    break;
                case (byte)',':
                    room.Write(","u8);
                    room.NewLine(depth);
                    break;
                case (byte)':':
                    room.Write(" : "u8);
                    break;
                default:
                    int end = compact.IndexOfAny(EndOfWord);
                    length = end < 0 ? compact.Length : end;
                    room.Write(compact[..length]);
                    break;
            }

            compact = compact[length..];
        }

        room.Commit();
    }

    /// <summary>Ends a line and indents the next.</summary>
    public static void NewLine(IBufferWriter<byte> output, int depth)
    {
        var room = new Room(output);
        room.NewLine(depth);
        room.Commit();
    }

    private static int StringLength(ReadOnlySpan<byte> text)
    {
        for (int at = 1; ;)
        {
            at += text[at..].IndexOfAny(EndOfString);
            if (text[at] == '"') return at + 1;
            at += 2;
        }
    }

    // Asks the output for room now and then, not for every piece of one to three bytes.
    private ref struct Room(IBufferWriter<byte> output)
    {
        private Span<byte> _span;
        private int _used;

        public void Write(scoped ReadOnlySpan<byte> bytes)
        {
            Ensure(bytes.Length);
            bytes.CopyTo(_span[_used..]);
            _used += bytes.Length;
        }

        public void NewLine(int depth)
        {
            int blanks = depth * Indent;
            Ensure(1 + blanks);
            _span[_used++] = (byte)'\n';
            _span.Slice(_used, blanks).Fill((byte)' ');
            _used += blanks;
        }

        public void Commit()
        {
            output.Advance(_used);
            _span = [];
            _used = 0;
        }

        private void Ensure(int count)
        {
            if (_span.Length - _used >= count) return;
            Commit();
            _span = output.GetSpan(count);
        }
    }
}
