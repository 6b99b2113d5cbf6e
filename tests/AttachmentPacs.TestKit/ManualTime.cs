namespace AttachmentPacs.TestKit;

/// <summary>A clock that stands until it is moved.</summary>
public sealed class ManualTime : TimeProvider
{
    /// <summary>What it shows, UTC.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 23, 10, 32, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
