namespace AttachmentPacs.Storage.Codecs;

/// <summary>Takes the stored bytes an encoder makes.</summary>
internal interface IStoredSink
{
    /// <summary>Appends stored bytes; the memory may be reused when the call returns.</summary>
    void Write(ReadOnlySpan<byte> stored);

    /// <summary>Leaves room for the first bytes of the file, which the encoder knows only at its end.</summary>
    void Reserve(int count);

    /// <summary>Fills what was reserved.</summary>
    void FillReserved(ReadOnlySpan<byte> first);
}
