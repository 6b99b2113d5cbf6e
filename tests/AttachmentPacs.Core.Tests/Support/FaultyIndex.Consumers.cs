using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Tests.Support;

internal sealed partial class FaultyIndex
{
    /// <summary>Called with each position that is about to be written.</summary>
    public Action<string, long>? BeforeMove { get; set; }

    /// <summary>Called before a page is read for a consumer.</summary>
    public Action? BeforeConsumerChanges { get; set; }

    public long LastSequence => inner.LastSequence;

    public Task<long> WaitForChangeAsync(long after, CancellationToken cancellationToken) => inner.WaitForChangeAsync(after, cancellationToken);

    public ValueTask<ChangePage> ConsumerChangesAsync(long after, int limit, IReadOnlyCollection<ChangeType> types, CancellationToken cancellationToken)
    {
        BeforeConsumerChanges?.Invoke();
        return inner.ConsumerChangesAsync(after, limit, types, cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, long>> ConsumersAsync(CancellationToken cancellationToken) => inner.ConsumersAsync(cancellationToken);

    public Task<long> OpenConsumerAsync(string consumer, bool fromBeginning, CancellationToken cancellationToken) =>
        inner.OpenConsumerAsync(consumer, fromBeginning, cancellationToken);

    public Task<bool> MoveConsumerAsync(string consumer, long position, CancellationToken cancellationToken)
    {
        BeforeMove?.Invoke(consumer, position);
        return inner.MoveConsumerAsync(consumer, position, cancellationToken);
    }

    public Task<bool> ForgetConsumerAsync(string consumer, CancellationToken cancellationToken) => inner.ForgetConsumerAsync(consumer, cancellationToken);
}
