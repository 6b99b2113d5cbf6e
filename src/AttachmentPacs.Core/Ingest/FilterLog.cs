using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Dicom.Identity;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Ingest;

/// <summary>Logs which instances filters have refused, 100 lines a minute at most. Thread-safe.</summary>
internal sealed class FilterLog(ILogger log, TimeProvider time) : IDisposable
{
    private const int MostLines = 100;

    private readonly LineLimit _limit = new(time, MostLines);

    public void Report(ResourceId instance, IngestOrigin origin, string reason)
    {
        (bool isLogged, int missed) = _limit.Take();
        if (missed > 0) log.FilteredNotShown(missed);
        if (isLogged) log.InstanceFiltered(instance, origin.Source, origin.RemoteIp ?? "this machine", reason);
    }

    /// <summary>Says how many were counted only.</summary>
    public void Dispose()
    {
        if (_limit.Missed is > 0 and int missed) log.FilteredNotShown(missed);
    }
}
