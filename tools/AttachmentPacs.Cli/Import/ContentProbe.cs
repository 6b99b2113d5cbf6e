using System.Buffers;
using System.Security.Cryptography;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import;

/// <summary>
/// What a file is, without storing it: its identity and the hash of its content, in one pass and in fixed memory beside its head.
/// </summary>
internal static class ContentProbe
{
    private const int BufferSize = 128 << 10;

    /// <summary>Reads a file to its end.</summary>
    /// <exception cref="DicomFormatException">It is no instance.</exception>
    /// <exception cref="Sources.UnreadableException">It cannot be read.</exception>
    public static (InstanceIdentity Identity, byte[] Hash) Read(Stream file, DicomLimits limits, HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        using var reader = new DicomHeadReader(limits);
        using var hash = IncrementalHash.CreateHash(algorithm);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int count = file.Read(buffer, 0, BufferSize); count > 0; count = file.Read(buffer, 0, BufferSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Feed(buffer.AsSpan(0, count));
                hash.AppendData(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return (InstanceIdentity.Of(reader.Complete(), new TagReader()), hash.GetHashAndReset());
    }
}
