using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Zip;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Import;

/// <summary>
/// Stores the members of one upload in their order. Small ones are read into memory, and up to 16 are stored at the same time, so that they
/// share flushes and transactions; larger ones are streamed. Not for several threads.
/// </summary>
public sealed class ImportSession
{
    private const int MostInFlight = 16;
    private const int MostNameCharacters = 4 << 20;

    // Lines of the log that one upload may cause by members that are not stored.
    private const int MostLines = 20;

    private readonly MemberImporter _importer;
    private readonly IngestOrigin _origin;
    private readonly ZipTally _tally;
    private readonly Queue<(int Index, string Name, Task<MemberOutcome> Outcome)> _inFlight = [];
    private readonly List<IngestResult> _instances = [];
    private readonly List<SkippedMember> _skipped = [];
    private int _count;
    private long _nameCharacters;

    internal ImportSession(MemberImporter importer, IngestOrigin origin, ZipLimits limits)
    {
        _importer = importer;
        _origin = origin;
        _tally = new ZipTally(limits);
    }

    /// <summary>What became of the members whose fate is known.</summary>
    internal ImportReport Report => new(_instances, _skipped);

    /// <summary>Reads a ZIP archive to its end, and stores its files. What they are named is of no account but for the report.</summary>
    /// <exception cref="InvalidDataException">The archive is broken or cut off.</exception>
    /// <exception cref="InflationException">It is beyond a limit.</exception>
    public async Task AddZipAsync(Stream archive, CancellationToken cancellationToken)
    {
        await using var zip = new ZipReader(new SourceStream(archive), _tally);
        while (await zip.NextAsync(cancellationToken).ConfigureAwait(false) is { } member)
        {
            switch (member.Kind)
            {
                case ZipMemberKind.File:
                    await AddAsync(member.Name, member.Content, cancellationToken).ConfigureAwait(false);
                    break;
                case ZipMemberKind.Encrypted:
                    await SkipAsync(member.Name, "It is encrypted").ConfigureAwait(false);
                    break;
                case ZipMemberKind.UnsupportedMethod:
                    await SkipAsync(member.Name, "It is compressed by another method than deflate").ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Stores a file; returns when its content was read.</summary>
    public async Task AddAsync(string name, Stream content, CancellationToken cancellationToken) =>
        await EnqueueAsync(name, await BeginAsync(name, content, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Counts a member that is not stored.</summary>
    public ValueTask SkipAsync(string name, string reason) => EnqueueAsync(name, Skip(reason));

    /// <summary>Waits until every member's fate is known.</summary>
    internal async Task DrainAsync()
    {
        while (_inFlight.Count > 0) await SettleOldestAsync().ConfigureAwait(false);
    }

    /// <summary>The same where the upload has failed already: further failures say nothing new.</summary>
    internal async Task GiveUpAsync()
    {
        foreach ((int index, string name, Task<MemberOutcome> task) in _inFlight)
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (task.IsCompletedSuccessfully) Note(index, name, await task.ConfigureAwait(false));
        }

        _inFlight.Clear();
    }

    /// <summary>Says how many members the log shows at the debug level only.</summary>
    internal void LogRest()
    {
        if (_skipped.Count > MostLines) _importer.Log.MembersNotShown(_skipped.Count - MostLines);
    }

    private static Task<MemberOutcome> Skip(string reason) => Task.FromResult(MemberOutcome.Skip(reason));

    private static bool IsDirectoryFile(string name) =>
        name.AsSpan(name.LastIndexOfAny(['/', '\\']) + 1).Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a member's content, and has begun to store it then if it is small, else has stored it.</summary>
    private async Task<Task<MemberOutcome>> BeginAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        MemberHead? head = new();
        try
        {
            await head.ReadStartAsync(content, cancellationToken).ConfigureAwait(false);
            if (head.IsEmpty) return Skip("It is empty");
            if (head.IsNested) return Skip("It is an archive or compressed itself: these are not opened");
            if (IsDirectoryFile(name)) return Skip("It is named DICOMDIR, as the directory of a medium is");
            if (await ReadIntoSlotAsync(head, content, cancellationToken).ConfigureAwait(false))
            {
                MemberHead small = head;
                head = null;
                return Task.Run(() => _importer.StoreSmallAsync(small, _origin, cancellationToken), CancellationToken.None);
            }

            return Task.FromResult(await _importer.StoreAsync(head.Join(content), _origin, cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidDataException e)
        {
            // Of an archive's member: its data are broken. Whether the archive can be read on, its reader says.
            return Skip(e.Message);
        }
        catch (IOException e)
        {
            return Task.FromResult(new MemberOutcome(null, null, e));
        }
        finally
        {
            head?.Dispose();
        }
    }

    /// <summary>Reads a member whole, if it is small and a slot is free, which it keeps then.</summary>
    private async ValueTask<bool> ReadIntoSlotAsync(MemberHead head, Stream content, CancellationToken cancellationToken)
    {
        if (!await TakeSlotAsync().ConfigureAwait(false)) return false;
        bool isKept = false;
        try
        {
            await head.ReadSmallAsync(content, cancellationToken).ConfigureAwait(false);
            return isKept = head.IsWhole;
        }
        finally
        {
            if (!isKept) _importer.GiveSlot();
        }
    }

    /// <summary>Slots are shared with other uploads: who has none in flight itself, and gets none, streams.</summary>
    private async ValueTask<bool> TakeSlotAsync()
    {
        while (true)
        {
            if (_inFlight.Count < MostInFlight && _importer.TryTakeSlot()) return true;
            if (_inFlight.Count == 0) return false;
            await SettleOldestAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask EnqueueAsync(string name, Task<MemberOutcome> outcome)
    {
        _inFlight.Enqueue((_count++, name, outcome));
        if (outcome is { IsCompletedSuccessfully: true, Result.Failure: not null }) await DrainAsync().ConfigureAwait(false);
        while (_inFlight.Count > MostInFlight || (_inFlight.Count > 0 && _inFlight.Peek().Outcome.IsCompleted)) await SettleOldestAsync().ConfigureAwait(false);
    }

    private async Task SettleOldestAsync()
    {
        (int index, string name, Task<MemberOutcome> task) = _inFlight.Dequeue();
        MemberOutcome outcome = await task.ConfigureAwait(false);
        Note(index, name, outcome);
        if (outcome.Failure is { } failure) throw new MemberFailedException(failure);
    }

    private void Note(int index, string name, MemberOutcome outcome)
    {
        if (outcome.Instance is { } instance)
        {
            _instances.Add(instance);
            return;
        }

        string reason = outcome.Reason ?? "The upload failed with it";
        _nameCharacters += name.Length;
        _skipped.Add(new SkippedMember(index, _nameCharacters <= MostNameCharacters ? name : "", reason));
        _importer.Log.MemberSkipped(_skipped.Count <= MostLines ? LogLevel.Information : LogLevel.Debug, index, reason);
        _importer.Log.SkippedMemberNamed(index, name);
    }
}

/// <summary>Carries what ended an upload up to where it is reported.</summary>
internal sealed class MemberFailedException(Exception cause) : Exception(cause.Message, cause)
{
    public Exception Cause { get; } = cause;
}
