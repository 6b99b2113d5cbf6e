namespace AttachmentPacs.Index.Tests;

/// <summary>A clock that stands until it is moved.</summary>
public sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 23, 10, 32, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
