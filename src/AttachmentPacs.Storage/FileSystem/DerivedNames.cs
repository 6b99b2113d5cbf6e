using System.Buffers;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.Hashing;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Decides whether a compressed newcomer may have its derived name. Another version of a codec's library may pack the same content into
/// other bytes: to put those under a name whose hashes are recorded already would make a sound blob look damaged. Such a newcomer gets a
/// random name.
/// </summary>
internal sealed class DerivedNames(BlobPaths paths)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The info with the name the draft is to have.</summary>
    public BlobInfo Settle(BlobInfo info, DraftFile draft)
    {
        if (info.Codec == Codec.None) return info;
        using SafeFileHandle? there = Open(info.Id);
        // What cannot be read or does not decode to the content is damaged: publishing over it heals it.
        bool taken = there is not null && IsSoundOther(there, draft, info);
        return taken ? info with { Id = BlobId.Random() } : info;
    }

    /// <summary>Whether the file there has other bytes than the draft and decodes to the same content.</summary>
    internal static bool IsSoundOther(SafeFileHandle there, DraftFile draft, BlobInfo info)
    {
        try
        {
            return !HasSameBytes(there, draft, info.Id) && DecodesTo(there, info);
        }
        catch (BlobUnreadableException)
        {
            return false;
        }
    }

    private SafeFileHandle? Open(BlobId id)
    {
        // Nearly always there is none: not worth an exception.
        if (!File.Exists(paths.File(id))) return null;
        try
        {
            return File.OpenHandle(paths.File(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException || DiskErrors.IsOfMedium(e))
        {
            return null;
        }
    }

    private static bool HasSameBytes(SafeFileHandle there, DraftFile draft, BlobId id)
    {
        if (RandomAccess.GetLength(there) != draft.Length) return false;
        byte[] ours = ArrayPool<byte>.Shared.Rent(BufferSize);
        byte[] theirs = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long offset = 0; offset < draft.Length;)
            {
                int read = draft.Read(ours, offset);
                int same = ReadThere(there, theirs.AsSpan(0, read), offset, id);
                if (same == 0 || !ours.AsSpan(0, same).SequenceEqual(theirs.AsSpan(0, same))) return false;
                offset += same;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ours);
            ArrayPool<byte>.Shared.Return(theirs);
        }
    }

    private static int ReadThere(SafeFileHandle there, Span<byte> bytes, long offset, BlobId id)
    {
        try
        {
            return RandomAccess.Read(there, bytes, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BlobUnreadableException(id, e);
        }
    }

    private static bool DecodesTo(SafeFileHandle there, BlobInfo info)
    {
        BlobInfo found = info with { StoredSize = RandomAccess.GetLength(there), StoredMd5 = null, StoredXxh3 = [], BlockXxh3 = [] };
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using StoredCursor cursor = new(there, found);
            using ContentStream content = new(found, cursor, cursor);
            using ContentHasher hasher = new(md5: false);
            int read;
            while ((read = content.Read(buffer)) > 0) hasher.Append(buffer.AsSpan(0, read));
            return hasher.Finish().Sha256.AsSpan().SequenceEqual(info.Sha256);
        }
        catch (BlobCorruptException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
