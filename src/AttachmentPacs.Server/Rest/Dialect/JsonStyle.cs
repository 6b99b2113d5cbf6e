using System.Buffers;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>Lays compact JSON out as the dialect does (contract 1.1): a line a value, three blanks a level, a blank on each side of the colon.</summary>
internal static class JsonStyle
{
    private const int Indent = 3;

    /// <summary>Writes valid compact JSON anew, as a value that is <paramref name="depth"/> levels deep.</summary>
    public static void Write(ReadOnlySpan<byte> compact, IBufferWriter<byte> output, int depth = 0)
    {
        for (int i = 0; i < compact.Length; i++)
        {
            byte at = compact[i];
            switch (at)
            {
                case (byte)'"':
                    int length = StringLength(compact[i..]);
                    output.Write(compact.Slice(i, length));
                    i += length - 1;
                    break;
                case (byte)'{' or (byte)'[' when compact[i + 1] is (byte)'}' or (byte)']':
                    output.Write(compact.Slice(i++, 2));
                    break;
                case (byte)'{' or (byte)'[':
                    output.Write([at]);
                    NewLine(output, ++depth);
                    break;
                case (byte)'}' or (byte)']':
                    NewLine(output, --depth);
                    output.Write([at]);
                    break;
                case (byte)',':
                    output.Write([at]);
                    NewLine(output, depth);
                    break;
                case (byte)':':
                    output.Write(" : "u8);
                    break;
                default:
                    output.Write([at]);
                    break;
            }
        }
    }

    private static int StringLength(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (text[at] != '"') at += text[at] == '\\' ? 2 : 1;
        return at + 1;
    }

    /// <summary>Ends a line and indents the next.</summary>
    public static void NewLine(IBufferWriter<byte> output, int depth)
    {
        Span<byte> room = output.GetSpan(1 + (depth * Indent));
        room[0] = (byte)'\n';
        room.Slice(1, depth * Indent).Fill((byte)' ');
        output.Advance(1 + (depth * Indent));
    }
}
