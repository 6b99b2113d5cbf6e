using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Tests.Support;

/// <summary>An index whose writes do what a test wants before or after; what a hook throws is the write's failure.</summary>
internal sealed partial class FaultyIndex(IIndex inner) : IIndex
{
    /// <summary>May answer in the place of the index.</summary>
    public Action? BeforeCondemnOrphans { get; set; }

    public Func<NewInstance, StoreOutcome?>? BeforeStore { get; set; }

    public Action? AfterStore { get; set; }

    public Action? BeforeForget { get; set; }

    public Action? BeforeSettle { get; set; }

    public Action<ResourceId>? BeforeDelete { get; set; }

    public Action<BlobRow>? BeforePut { get; set; }

    /// <summary>How often an instance was offered.</summary>
    public int Stores { get; private set; }

    /// <summary>How often the counters were asked for.</summary>
    public int Statistics { get; private set; }

    public int SchemaVersion => inner.SchemaVersion;

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
