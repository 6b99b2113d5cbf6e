namespace AttachmentPacs.Core.Zip;

/// <summary>A member's bytes as they are stored. How their end is found differs: by size, by deflate's own end, by search.</summary>
internal abstract class MemberBytes : ForwardStream
{
    /// <summary>Whether a read found nothing more: for deflated data, that they are cut off.</summary>
    public bool RanDry { get; protected set; }

    /// <summary>Whether the end can be found although the content was not read to its own end.</summary>
    public abstract bool CanBeSkipped { get; }

    /// <summary>Passes over what is left of the data and over the descriptor; the next record is ahead then.</summary>
    /// <param name="seen">What the content turned out to be; of use only after it was read to its end.</param>
    /// <param name="cancellationToken">To stop.</param>
    /// <returns>What the archive says of the member.</returns>
    /// <exception cref="InvalidDataException">The end cannot be found.</exception>
    public abstract ValueTask<MemberFacts> FinishAsync(MemberFacts seen, CancellationToken cancellationToken);

    /// <summary>Chooses by header.</summary>
    public static MemberBytes Of(ZipInput input, LocalHeader header)
    {
        bool isOpen = header.HasDescriptor && (header.Facts.Compressed == 0 || header.Method == LocalHeader.Deflated);
        if (!isOpen) return new SizedBytes(input, header);
        bool isEncrypted = header.Kind == ZipMemberKind.Encrypted;
        return header.Method == LocalHeader.Deflated && !isEncrypted
            ? new OpenBytes(input, header)
            : new SearchedBytes(input, hasCrc: header.Method == LocalHeader.Stored && !isEncrypted);
    }
}
