using System.Buffers;
using System.Buffers.Binary;

namespace AttachmentPacs.Core.Zip;

/// <summary>
/// Reads a ZIP archive forwards, while it arrives, in 150 KiB of memory whatever its size: stored and deflated members, ZIP64, sizes before
/// or behind the data. What headers claim is compared with what was counted, never relied on. After the last member the directory is read
/// and must name exactly the members that came.
/// </summary>
/// <remarks>
/// One member at a time; not for several threads. An archive must begin with its first member: nothing may come before it, between members,
/// or behind the end.
/// </remarks>
public sealed class ZipReader : IAsyncDisposable
{
    private const int ScratchSize = 64 << 10;

    private readonly ZipTally _tally;
    private readonly ZipInput _input;
    private readonly DirectoryDigest _members = new();
    private (LocalHeader Header, ZipContent Content)? _current;
    private int _count;
    private bool _isDone;
    private string? _problem;

    /// <param name="source">The archive from its first byte; stays open.</param>
    /// <param name="limits">What it may grow to.</param>
    public ZipReader(Stream source, ZipLimits limits)
        : this(source, new ZipTally(limits))
    {
    }

    /// <param name="source">The archive from its first byte; stays open.</param>
    /// <param name="tally">Limits that several archives share.</param>
    internal ZipReader(Stream source, ZipTally tally)
    {
        _tally = tally;
        _input = new ZipInput(source, tally);
    }

    /// <summary>Goes to the next member, passing over what is left of the one before. Null after the last, when the directory was found to agree.</summary>
    /// <exception cref="InvalidDataException">The archive itself is broken or cut off: there is no next member.</exception>
    /// <exception cref="InflationException">Past a limit.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public async ValueTask<ZipMember?> NextAsync(CancellationToken cancellationToken)
    {
        if (_problem is not null) throw new InvalidDataException(_problem);
        _tally.Check();
        if (_isDone) return null;
        try
        {
            await LeaveCurrentAsync(cancellationToken).ConfigureAwait(false);
            await _input.RequireAsync(4, cancellationToken).ConfigureAwait(false);
            if (BinaryPrimitives.ReadUInt32LittleEndian(_input.Ahead) == ZipSignature.LocalHeader) return await EnterAsync(cancellationToken).ConfigureAwait(false);
            await new CentralDirectory(_input, _members).CheckAsync(cancellationToken).ConfigureAwait(false);
            _isDone = true;
            return null;
        }
        catch (InvalidDataException e)
        {
            _problem = e.Message;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_current is { } current) await current.Content.DisposeAsync().ConfigureAwait(false);
        _current = null;
        _input.Dispose();
    }

    private async ValueTask<ZipMember> EnterAsync(CancellationToken cancellationToken)
    {
        _tally.Enter();
        LocalHeader header = await LocalHeader.ReadAsync(_input, cancellationToken).ConfigureAwait(false);
        var content = new ZipContent(_input, header, _tally);
        _current = (header, content);
        return new ZipMember(_count++, header.Name(), header.Kind, header.Kind == ZipMemberKind.File ? content : Stream.Null);
    }

    private async ValueTask LeaveCurrentAsync(CancellationToken cancellationToken)
    {
        if (_current is not { } current) return;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(ScratchSize);
        try
        {
            MemberFacts facts = await current.Content.FinishAsync(scratch, cancellationToken).ConfigureAwait(false);
            _members.Add(current.Header.RawName, current.Header.Method, facts, current.Header.Offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        await current.Content.DisposeAsync().ConfigureAwait(false);
        _current = null;
    }
}
