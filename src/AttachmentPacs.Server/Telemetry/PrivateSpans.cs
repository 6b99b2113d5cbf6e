using System.Diagnostics;
using OpenTelemetry;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>Takes from the framework's spans what a client wrote: paths and queries may hold what must not leave the machine.</summary>
internal sealed class PrivateSpans : BaseProcessor<Activity>
{
    private static readonly string[] Written = ["url.path", "url.query", "url.full", "http.target", "http.url", "user_agent.original"];

    public override void OnEnd(Activity data)
    {
        foreach (string tag in Written)
        {
            if (data.GetTagItem(tag) is not null) data.SetTag(tag, null);
        }
    }
}
