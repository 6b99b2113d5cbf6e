using System.Net;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>A server whose DIMSE door is open on a port of the system's choice.</summary>
internal static class DimseServer
{
    /// <summary>Settings that open the door.</summary>
    public static string[] Open(params string[] settings) => ["Dicom:Enabled=true", "Dicom:Port=0", .. settings];

    public static Task<RunningServer> StartAsync(params string[] settings) => RunningServer.StartAsync(Open(settings));

    public static Task<RunningServer> StartAsync(ILoggerProvider log, params string[] settings) =>
        RunningServer.StartAsync(log, Open(["Logging:LogLevel:Default=Information", .. settings]));

    /// <summary>The settings of a modality that may call from this machine.</summary>
    public static string[] Modality(string name, string aeTitle, params string[] settings) =>
    [
        $"Dicom:Modalities:{name}:AeTitle={aeTitle}", $"Dicom:Modalities:{name}:Host=127.0.0.1",
        .. settings.Select(each => $"Dicom:Modalities:{name}:{each}"),
    ];

    public static IPEndPoint EndPointOf(this RunningServer server) => server.Services.GetRequiredService<DimseListenerService>().EndPoint!;

    /// <summary>Where the door of a server is, as it says itself.</summary>
    public static async Task<int> DicomPortAsync(this RestClient client) => (await client.GetAsync("/system")).IsOk().Json.GetProperty("DicomPort").GetInt32();
}

/// <summary>One server with its door open for the tests of a class.</summary>
public sealed class SharedDimseServer : DefaultServer
{
    protected override string[] Settings => DimseServer.Open();
}
