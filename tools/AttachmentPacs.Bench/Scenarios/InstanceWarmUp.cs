using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>How servers are warmed that take instances in: for CTs most of it by small ones, which is the same code, and less of the disk.</summary>
internal static class InstanceWarmUp
{
    /// <summary>Operations of the scenario itself.</summary>
    public static int Operations(IServer server, string file) => server.WarmUp / (file == SampleFiles.CtName ? 16 : 1);

    /// <summary>The small ones before them.</summary>
    public static void Prepare(Trial trial, string file)
    {
        if (file == SampleFiles.CtName && !trial.IsQuick) trial.Fill(trial.Files.Small, trial.Server.WarmUp);
    }
}
