using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Quota;

/// <summary>
/// Keeps the archive within Storage:MaximumSize and Storage:MaximumPatients, exactly, however many write at a time. Whoever writes takes room
/// before he publishes. Room is counted by a bound that is never below what the index holds and the rooms taken: far from the limits that is
/// one addition and no question to the index. Where the bound does not fit, the request looks what it really adds; where that does not fit
/// either, the gate is closed, what holds room gets its rows, the index is asked, and patients are recycled or the write refused.
/// The argument is in docs/design/ingest.md.
/// </summary>
public sealed class StorageQuota(IIndex index, QuotaLimits limits, ILogger<StorageQuota> log) : IDisposable
{
    private readonly DrainGate _gate = new();
    private readonly Lock _lock = new();
    private readonly Recycler _recycler = new(index, log);

    // What is in use and kept, or more; null until it is asked for the first time.
    private Need? _bound;

    /// <summary>The limits.</summary>
    public QuotaLimits Limits => limits;

    /// <summary>
    /// Protects a patient from recycling, or takes the protection away, at no moment between the recycler's look at him and his deletion.
    /// </summary>
    public async Task<WriteOutcome> SetProtectedAsync(ResourceId patient, bool isProtected, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await index.SetProtectedAsync(patient, isProtected, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Keeps room until it is disposed.</summary>
    /// <exception cref="StorageFullException">There is none, and none can or may be made.</exception>
    internal async Task<Room> TakeAsync(RoomRequest request, CancellationToken cancellationToken)
    {
        if (!limits.IsOn) return Room.Unlimited;
        RefuseLarger(request.AtMost.Size);
        await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        bool isKept = false;
        try
        {
            if (isKept = TryKeep(request.AtMost)) return new Room(this, request.AtMost);
            (Need need, _) = await request.LookAsync(cancellationToken).ConfigureAwait(false);
            if (isKept = TryKeep(need)) return new Room(this, need);
        }
        finally
        {
            if (!isKept) _gate.Leave();
        }

        return await MakeAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps room for what the archive makes of its own accord, and what is never refused: a summary that is made anew.</summary>
    internal async Task<Room> TakeRegardlessAsync(long size, CancellationToken cancellationToken)
    {
        if (!limits.IsOn) return Room.Unlimited;
        await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        var need = new Need(size, 0);
        lock (_lock) _bound += need;
        return new Room(this, need);
    }

    /// <summary>Refuses what is being received as soon as it cannot fit, whatever is recycled.</summary>
    /// <exception cref="StorageFullException">It is larger than Storage:MaximumSize.</exception>
    internal void RefuseLarger(long size)
    {
        if (limits.Size == 0 || size <= limits.Size) return;
        throw new StorageFullException(
            $"What was sent is larger than all that the archive may hold, {limits.Size} bytes (Storage:MaximumSize): nothing was deleted for it. Raise the limit, or send it elsewhere");
    }

    internal void GiveBack(Need room)
    {
        lock (_lock) _bound -= room;
    }

    internal void Leave() => _gate.Leave();

    private bool TryKeep(Need need)
    {
        lock (_lock)
        {
            if (_bound is not { } bound || !limits.Fit(bound, need)) return false;
            _bound = bound + need;
            return true;
        }
    }

    // Alone: no room is kept, so what the index says is all there is, and nobody adds to it.
    private async Task<Room> MakeAsync(RoomRequest request, CancellationToken cancellationToken)
    {
        using DrainGate.Closed closed = await _gate.CloseAsync(cancellationToken).ConfigureAwait(false);
        (Need need, ResourceId? spared) = await request.LookAsync(cancellationToken).ConfigureAwait(false);
        Need used = await CountAsync(cancellationToken).ConfigureAwait(false);
        Need excess = limits.Excess(used, need);
        if (!limits.Fit(used, need))
        {
            if (limits.Mode == MaximumMode.Reject) throw Full(used, "Delete what is not needed, raise the limits, or set Storage:MaximumMode to Recycle");
            if (!await _recycler.FreeAsync(excess, spared, cancellationToken).ConfigureAwait(false))
            {
                throw Full(used, "Too little can be recycled: the patients are protected, or it is the patient who is being stored. Take protection away, or raise the limits");
            }

            used = await CountAsync(CancellationToken.None).ConfigureAwait(false);
        }

        lock (_lock) _bound = used + need;
        closed.Enter();
        return new Room(this, need);
    }

    private async Task<Need> CountAsync(CancellationToken cancellationToken)
    {
        IndexStatistics statistics = await index.StatisticsAsync(cancellationToken).ConfigureAwait(false);
        var used = new Need(statistics.CompressedSize, statistics.Patients);
        lock (_lock) _bound = used;
        return used;
    }

    private StorageFullException Full(Need used, string remedy) => new(
        $"The archive is full: it holds {used.Size} bytes (Storage:MaximumSize {limits.Size}) of {used.Patients} patients (Storage:MaximumPatients {limits.Patients}), and what was sent needs more. {remedy}");
}
