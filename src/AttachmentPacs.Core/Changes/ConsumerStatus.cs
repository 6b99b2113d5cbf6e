namespace AttachmentPacs.Core.Changes;

/// <summary>How a consumer of the change log fares.</summary>
public sealed record ConsumerStatus
{
    /// <summary>Sequence of the last change it is done with; -1 before it has begun.</summary>
    public long Position { get; init; } = -1;

    /// <summary>When changes were last dealt with, UTC; null if not since the start.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>When an attempt last failed, UTC; null if none since the start.</summary>
    public DateTimeOffset? LastFailure { get; init; }

    /// <summary>Why it failed; null if none did.</summary>
    public string? LastProblem { get; init; }

    /// <summary>Failures in a row up to now.</summary>
    public int Failures { get; init; }

    /// <summary>It wants no more changes, until the next start.</summary>
    public bool IsStopped { get; init; }
}
