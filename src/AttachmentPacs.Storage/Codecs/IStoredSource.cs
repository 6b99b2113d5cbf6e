namespace AttachmentPacs.Storage.Codecs;

/// <summary>Gives a decoder the stored bytes it reads, front to back.</summary>
internal interface IStoredSource
{
    /// <summary>Stored bytes not yet consumed; empty only at the end.</summary>
    ReadOnlySpan<byte> Current { get; }

    /// <summary>How many are left in all.</summary>
    long Remaining { get; }

    /// <summary>Consumes bytes of <see cref="Current"/>.</summary>
    void Advance(int count);
}
