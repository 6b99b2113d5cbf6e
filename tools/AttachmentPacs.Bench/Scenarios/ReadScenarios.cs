using System.Text;
using AttachmentPacs.Bench.Load;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>Scenarios that read.</summary>
internal static class ReadScenarios
{
    private const int Clients = 8;

    // More than a server keeps of them in memory: they are read from the file system.
    private const int Cts = 600;

    /// <summary>Them.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        Ct("get-ct-data", "GET CT, attachments/dicom/data", "/attachments/dicom/data"),
        Ct("get-ct-file", "GET CT, file", "/file"),
        new RequestScenario("get-tags", "GET tags", Clients, 40_000)
        {
            Request = RequestScenario.Get(key => $"/instances/{key.Instance}/tags"), Target = new Target(Rate: 8, ServerTime: 0.1),
        },
        new RequestScenario("get-metadata", "GET metadata?expand", Clients, 60_000)
        {
            Request = RequestScenario.Get(key => $"/instances/{key.Instance}/metadata?expand"), Target = new Target(Rate: 1.5, ServerTime: 0.7),
        },
        new RequestScenario("get-study", "GET study", Clients, 60_000)
        {
            Request = RequestScenario.Get(key => $"/studies/{key.StudyId}"), Target = new Target(Rate: 1.5, ServerTime: 0.7),
        },
        new RequestScenario("lookup", "POST tools/lookup of a SOP Instance UID", Clients, 20_000)
        {
            Request = (server, key) => RequestClient.Request(server, "POST", "/tools/lookup", Encoding.ASCII.GetBytes(key.SopUid)),
        },
    ];

    private static RequestScenario Ct(string name, string title, string path) => new(name, title, Clients, 20_000)
    {
        File = SampleFiles.CtName,
        Instances = Cts,
        Request = RequestScenario.Get(key => $"/instances/{key.Instance}{path}"),
        Length = template => template.Bytes.Length,
        Target = new Target(Rate: 1.3, ServerTime: 0.7),
        NginxRate = 0.6,
    };
}
