using System.Security.Cryptography;
using AttachmentPacs.Core;

namespace AttachmentPacs.Server.Rest.Uploads.Checksums;

/// <summary>
/// A body whose bytes are hashed as they pass, each algorithm once. Its end is given only if all that was announced is true, else an error takes
/// its place: who stores what ends well stores nothing wrong.
/// </summary>
internal sealed class ChecksummedBody(Stream body, IReadOnlyList<AnnouncedChecksum> announced) : ForwardStream
{
    private readonly Dictionary<ChecksumAlgorithm, IncrementalHash> _hashes =
        announced.Select(each => each.Algorithm).Distinct().ToDictionary(algorithm => algorithm, algorithm => IncrementalHash.CreateHash(algorithm.Hash));

    private long _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _count += count;
        foreach (IncrementalHash hash in _hashes.Values) hash.AppendData(buffer.Span[..count]);
        if (count == 0 && !buffer.IsEmpty)
        {
            foreach (AnnouncedChecksum each in announced) each.Compare(_hashes[each.Algorithm].GetCurrentHash(), _count);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (IncrementalHash hash in _hashes.Values) hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
