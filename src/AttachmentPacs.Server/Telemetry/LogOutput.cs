using AttachmentPacs.Core.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>The log on standard output: a line a message, UTC, for people or as JSON (<c>Logging:Format</c>).</summary>
internal static class LogOutput
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConfiguration(configuration.GetSection("Logging")).AddProvider(new CountingLoggerProvider());
        if (string.Equals(configuration["Logging:Format"], nameof(LogFormat.Json), StringComparison.OrdinalIgnoreCase)) AddJson(logging);
        else AddText(logging);
    }

    private static void AddText(ILoggingBuilder logging) => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = Time + " ";
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    });

    private static void AddJson(ILoggingBuilder logging) => logging.AddJsonConsole(console =>
    {
        console.UseUtcTimestamp = true;
        console.TimestampFormat = Time;
    });
}
