namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>
/// Undoes one content coding for a caller who brings the bytes and says when they end. Exact about where the coding ends, so that neither a
/// cut stream nor one with something behind it passes for a whole one; memory is bounded by the coding's window. For one thread at a time.
/// </summary>
internal abstract class ContentDecoder : IDisposable
{
    /// <summary>What was brought so far is a whole, checked stream, given out to its last byte: it may end here.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>Takes some of the input and gives some output; neither, when it needs more of the one.</summary>
    /// <param name="input">What comes next; what was not consumed is brought again, with more.</param>
    /// <param name="isLast">Nothing follows the input.</param>
    /// <param name="output">Room for what comes out; not empty.</param>
    /// <exception cref="InvalidDataException">The bytes are not what the coding makes; the message begins with its name.</exception>
    public abstract DecodeStep Decode(ReadOnlySpan<byte> input, bool isLast, Span<byte> output);

    public abstract void Dispose();

    /// <summary>Bytes come after the end of the stream.</summary>
    protected static InvalidDataException Trailing(string coding) => new($"{coding}: bytes follow the end of the stream");
}

/// <summary>How far a decoder has come.</summary>
/// <param name="Consumed">Bytes of the input taken.</param>
/// <param name="Written">Bytes of the output given.</param>
internal readonly record struct DecodeStep(int Consumed, int Written);
