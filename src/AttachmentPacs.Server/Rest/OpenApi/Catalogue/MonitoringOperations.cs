using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Health, metrics, levels of the log.</summary>
internal static class MonitoringOperations
{
    private const string Tag = "Monitoring";

    /// <summary>The parts of the log that have levels of their own (contract 1.10).</summary>
    private static readonly string[] Categories = ["dicom", "generic", "http", "jobs", "lua", "plugins", "sqlite"];

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("GET", "/health/live", "getLiveness", Tag, "Whether the process answers").IsOpenToAll()
            .AnswersJson("It does", Ref("Health"));
        yield return new Operation("GET", "/health/ready", "getReadiness", Tag, "Whether requests may come").IsOpenToAll()
            .AnswersJson("They may", Ref("Health")).Answers(503, "They may not; Parts says why, to those who may know", "application/json", Ref("Health"));
        yield return new Operation("GET", "/metrics", "getMetrics", Tag, "Metrics in Prometheus' text format").AnswersText("Metrics", Text());
        yield return new Operation("GET", "/tools/metrics-prometheus", "getOrthancMetrics", Tag, "The same, and Orthanc's names beside them")
            .AnswersText("Metrics", Text());
        yield return new Operation("GET", "/tools/metrics", "getMetricsSwitch", Tag, "Whether metrics are collected").AnswersText("1 or 0", OneOfWords("0", "1"));
        yield return new Operation("PUT", "/tools/metrics", "setMetricsSwitch", Tag, "Begins or ends the collection of metrics")
            .Body("A boolean", ("text/plain", OneOfWords("0", "1", "false", "true"))).AnswersEmpty("Done").Fails(400);
        foreach (Operation each in Levels("", "", "")) yield return each;
        foreach (string category in Categories)
        {
            foreach (Operation each in Levels($"-{category}", $"Of{char.ToUpperInvariant(category[0])}{category[1..]}", $" of {category}")) yield return each;
        }
    }

    private static IEnumerable<Operation> Levels(string suffix, string id, string what)
    {
        yield return new Operation("GET", $"/tools/log-level{suffix}", $"getLogLevel{id}", Tag, $"The level of the log{what}").AnswersText("The level", Level());
        yield return new Operation("PUT", $"/tools/log-level{suffix}", $"setLogLevel{id}", Tag, $"Sets the level of the log{what}, until the server stops")
            .Body("The level", ("text/plain", Level())).AnswersEmpty("Set").Fails(400);
    }

    private static System.Text.Json.Nodes.JsonObject Level() => OneOfWords("default", "verbose", "trace");
}
