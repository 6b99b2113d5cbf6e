using System.Buffers;
using System.Runtime.CompilerServices;
using AttachmentPacs.Core.Zip;

namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>
/// The members of a ZIP archive, read forwards: small ones go through memory, many at a time; a large one is read by whoever imports it, and
/// the walk waits for that. Members that are archives themselves are passed over.
/// </summary>
/// <param name="limits">What an archive may grow to.</param>
internal sealed class ZipSource(ZipLimits limits) : IDisposable
{
    /// <summary>Bytes of a member that goes through memory.</summary>
    internal const int Small = 1 << 20;

    // 64 MiB for all members in memory, counted in units.
    private const int Unit = 64 << 10;
    private const int Units = 1024;

    private readonly SemaphoreSlim _memory = new(Units);
    private readonly byte[] _buffer = new byte[Small + 1];

    private static ReadOnlySpan<byte> Magic => "PK\u0003\u0004"u8;

    /// <summary>Every member, then what is wrong with the archive, if anything is.</summary>
    public async IAsyncEnumerable<Found> MembersAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (SourceFile? opened, Found? closed) = Open(path);
        if (closed is { } unreadable) yield return unreadable;
        if (opened is null) yield break;
        await using SourceFile file = opened;
        await using var archive = new ZipReader(file, limits);
        while (true)
        {
            (ZipMember? member, Found? problem) = await NextAsync(archive, path, cancellationToken).ConfigureAwait(false);
            if (problem is { } broken) yield return broken;
            if (member is null) yield break;
            if (member.Kind == ZipMemberKind.Directory) continue;
            (Found found, StreamItem? streamed) = await ReadAsync(member, $"{path}!{member.Name}", cancellationToken).ConfigureAwait(false);
            yield return found;
            if (streamed is null) continue;
            using (streamed) await streamed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _memory.Dispose();

    // It may be gone, or closed to us, since it was found.
    private static (SourceFile? File, Found? Problem) Open(string path)
    {
        try
        {
            return (new SourceFile(path), null);
        }
        catch (UnreadableException e)
        {
            return (null, Found.Problem(path, ImportKind.Failed, ImportReason.Unreadable, e.Message));
        }
    }

    private static async ValueTask<(ZipMember? Member, Found? Problem)> NextAsync(ZipReader archive, string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await archive.NextAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return (null, Found.Problem(path, ImportKind.Failed, ImportReason.BadArchive, $"{e.Message}. What comes after that in the archive was not imported"));
        }
    }

    private async ValueTask<(Found Found, StreamItem? Streamed)> ReadAsync(ZipMember member, string name, CancellationToken cancellationToken)
    {
        if (member.Kind != ZipMemberKind.File)
        {
            string how = member.Kind == ZipMemberKind.Encrypted ? "encrypted" : "compressed by a method other than deflate";
            return (Found.Problem(name, ImportKind.Failed, ImportReason.BadArchive, $"The member is {how}: unpack the archive, and import the folder"), null);
        }

        int count;
        try
        {
            count = await member.Content.ReadAtLeastAsync(_buffer, _buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return (Found.Problem(name, ImportKind.Failed, ImportReason.BadArchive, e.Message), null);
        }

        if (_buffer.AsSpan(0, count).StartsWith(Magic))
        {
            return (Found.Problem(name, ImportKind.Skipped, ImportReason.NestedArchive, "An archive within an archive is not opened: unpack the outer one, and import the folder"), null);
        }

        if (count == 0) return (Found.Empty(name), null);
        if (count > Small)
        {
            var streamed = new StreamItem(name, _buffer, member.Content);
            return (Found.File(streamed), streamed);
        }

        return (Found.File(await KeepAsync(name, count, cancellationToken).ConfigureAwait(false)), null);
    }

    // Arrays are used again: that many large ones, left to the garbage collector, would take several times the room.
    private async ValueTask<MemoryItem> KeepAsync(string name, int count, CancellationToken cancellationToken)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(count);
        int units = (bytes.Length + Unit - 1) / Unit;
        for (int i = 0; i < units; i++) await _memory.WaitAsync(cancellationToken).ConfigureAwait(false);
        _buffer.AsSpan(0, count).CopyTo(bytes);
        return new MemoryItem(name, new ArraySegment<byte>(bytes, 0, count), () =>
        {
            ArrayPool<byte>.Shared.Return(bytes);
            _memory.Release(units);
        });
    }
}
