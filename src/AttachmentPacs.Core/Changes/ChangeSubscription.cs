using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Changes;

/// <summary>What a consumer of the change log wants to hear, and how patiently it is tried.</summary>
/// <param name="Consumer">Its name, under which its position is kept: the same after each start, and nobody else's.</param>
public sealed record ChangeSubscription(string Consumer)
{
    /// <summary>Kinds of changes; empty for all, deletions among them.</summary>
    public IReadOnlyCollection<ChangeType> Types { get; init; } = [];

    /// <summary>Levels of the resources that changed; empty for all.</summary>
    public IReadOnlyCollection<ResourceLevel> Levels { get; init; } = [];

    /// <summary>Where a consumer begins that is not known yet: at the beginning of the log, or after its newest change.</summary>
    public bool FromBeginning { get; init; }

    /// <summary>Most changes handed over at a time.</summary>
    public int MaxBatch { get; init; } = 100;

    /// <summary>About how long to wait after a first failure; twice as long after each further one in a row.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>
/// Deals with changes, in ascending sequence. Done when it returns; what it throws means that none was dealt with: the same list comes again.
/// <see cref="DeliveryException"/> says when, and whether at all.
/// </summary>
public delegate Task ChangeHandler(IReadOnlyList<ChangeRow> changes, CancellationToken cancellationToken);
