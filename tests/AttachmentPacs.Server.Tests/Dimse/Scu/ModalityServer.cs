using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Dimse.Scu;

/// <summary>A server that knows modalities on this machine.</summary>
internal static class ModalityServer
{
    /// <summary>Names a modality of AE title PEER at a loopback port; further keys as in <c>"Timeout": 1</c>.</summary>
    public static async Task KnowAsync(this RunningServer server, string name, int port, string more = "")
    {
        string json = $$"""{"AET": "PEER", "Host": "127.0.0.1", "Port": {{port}}{{(more.Length > 0 ? ", " + more : "")}}}""";
        (await server.Client.PutAsync($"/modalities/{name}", json)).IsOk();
    }
}
