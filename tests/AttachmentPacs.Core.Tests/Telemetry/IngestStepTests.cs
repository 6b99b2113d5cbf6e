using AttachmentPacs.Core.Telemetry;

namespace AttachmentPacs.Core.Tests.Telemetry;

/// <summary>What nobody listens to costs nothing.</summary>
public class IngestStepTests
{
    [Fact]
    public void Steps_without_a_listener_allocate_nothing()
    {
        Measure();
        Assert.Equal(0, Measure());
    }

    private static long Measure()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            using IngestStep step = IngestStep.Begin("receive");
            CoreMetrics.IngestBytes.Add(1);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
