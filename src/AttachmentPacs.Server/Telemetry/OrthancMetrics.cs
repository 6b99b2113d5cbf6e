namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Orthanc's names (contract 1.10) for what is the same here. Its gauges of durations show the largest value of late, in milliseconds.
/// What has no counterpart (jobs, its caches, its threads) is left out.
/// </summary>
internal static class OrthancMetrics
{
    private const double Mebibyte = 1 << 20;
    private const double Milliseconds = 1000;

    public static void Write(PrometheusText text, IReadOnlyList<MetricFamily> families, StoreSample? sample)
    {
        if (sample is not null)
        {
            text.WriteGauge("orthanc_count_patients", "Patients.", sample.Statistics.Patients);
            text.WriteGauge("orthanc_count_studies", "Studies.", sample.Statistics.Studies);
            text.WriteGauge("orthanc_count_series", "Series.", sample.Statistics.Series);
            text.WriteGauge("orthanc_count_instances", "Instances.", sample.Statistics.Instances);
            text.WriteGauge("orthanc_disk_size_mb", "Mebibytes of all attachments as stored.", sample.Statistics.CompressedSize / Mebibyte);

            // Contract Q10: the uncompressed size, truly.
            text.WriteGauge("orthanc_uncompressed_size_mb", "Mebibytes of all attachments, uncompressed.", sample.Statistics.UncompressedSize / Mebibyte);
            text.WriteGauge("orthanc_last_change", "Last sequence of the change log.", sample.LastChange);
        }

        Dictionary<string, MetricFamily> byName = families.ToDictionary(family => family.Instrument);
        text.WriteGauge("orthanc_up_time_s", "Seconds since the start.", Total(byName, "attachmentpacs.process.uptime"));
        text.WriteGauge("orthanc_logged_errors_count", "Errors in the log.", Total(byName, "attachmentpacs.log.lines", "error", "critical"));
        text.WriteGauge("orthanc_logged_warnings_count", "Warnings in the log.", Total(byName, "attachmentpacs.log.lines", "warning"));
        text.WriteGauge("orthanc_rest_api_active_requests", "Requests under way.", Total(byName, "attachmentpacs.http.in_flight"));
        text.WriteGauge("orthanc_rest_api_duration_ms", "Longest request of late.", Recent(byName, "attachmentpacs.http.request.duration"));
        text.WriteGauge("orthanc_store_dicom_duration_ms", "Longest ingest of late.", Recent(byName, "attachmentpacs.ingest.duration"));
        text.WriteGauge("orthanc_storage_create_duration_ms", "Longest durable write of late.", Recent(byName, "attachmentpacs.storage.flush.duration"));
        text.WriteGauge("orthanc_storage_read_duration_ms", "Longest wait for a first block of late.", Recent(byName, "attachmentpacs.storage.first_block.duration"));
        text.WriteGauge("orthanc_storage_read_bytes", "Stored bytes read and verified.", Total(byName, "attachmentpacs.storage.verified"));
        text.WriteGauge("orthanc_storage_written_bytes", "Stored bytes written.", Total(byName, "attachmentpacs.storage.written"));
    }

    /// <summary>Sum over the series of an instrument, or over those that have one of these values in a label.</summary>
    private static double Total(Dictionary<string, MetricFamily> families, string instrument, params string[] values) =>
        families.TryGetValue(instrument, out MetricFamily? family)
            ? family.Series.Where(each => values.Length == 0 || each.Key.Tags.Any(tag => values.Contains(tag.Value))).Sum(each => each.Value.Value)
            : 0;

    private static double Recent(Dictionary<string, MetricFamily> families, string instrument) =>
        families.TryGetValue(instrument, out MetricFamily? family) ? Math.Round(family.Recent.Value * Milliseconds, 3) : 0;
}
