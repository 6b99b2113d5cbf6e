using System.Buffers.Text;
using System.Text;

namespace AttachmentPacs.Bench.Load;

/// <summary>What of the head of an HTTP answer says where the answer ends (RFC 9112 6.3).</summary>
/// <param name="Status">Three digits.</param>
/// <param name="ContentLength">0 if none is said.</param>
/// <param name="IsChunked">The body comes in chunks.</param>
/// <param name="Closes">The server closes the connection after it.</param>
internal readonly record struct AnswerHead(int Status, long ContentLength, bool IsChunked, bool Closes)
{
    /// <summary>There is a body of a known length; answers to HEAD are not asked for here.</summary>
    public bool HasBody => ContentLength > 0 && Status is not (204 or 304);

    /// <summary>Reads it.</summary>
    /// <param name="head">Status line and fields, each with its line end, without the empty line.</param>
    /// <exception cref="IOException">It is none, or its body would end with the connection only.</exception>
    public static AnswerHead Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1."u8) || head.Length < 12 || !Utf8Parser.TryParse(head[9..12], out int status, out int digits) || digits != 3)
        {
            throw new IOException("What the server sent is no answer of HTTP/1.1.");
        }

        long? length = null;
        bool isChunked = false, closes = head[7] == (byte)'0';
        head = head[(head.IndexOf("\r\n"u8) + 2)..];
        while (!head.IsEmpty)
        {
            int end = head.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = head[..end];
            head = head[(end + 2)..];
            if (Value(line, "content-length"u8) is { IsEmpty: false } number) length = Utf8Parser.TryParse(number, out long bytes, out _) ? bytes : null;
            else if (Value(line, "transfer-encoding"u8) is { IsEmpty: false } coding) isChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            else if (Value(line, "connection"u8) is { IsEmpty: false } option) closes = Ascii.EqualsIgnoreCase(option, "close"u8);
        }

        if (length is null && !isChunked && status is not (204 or 304 or 100)) throw new IOException("The answer does not say where it ends.");
        return new AnswerHead(status, length ?? 0, isChunked, closes);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && line[name.Length] == (byte)':' && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[(name.Length + 1)..].Trim((byte)' ') : default;
}
