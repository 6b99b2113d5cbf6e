namespace AttachmentPacs.TestKit;

/// <summary>Counts the managed memory that an operation allocates: exact, where times are not.</summary>
public static class Allocations
{
    /// <summary>Bytes an operation allocates on the calling thread, warm: the least of several rounds, as compiling allocates, too.</summary>
    public static long OnThisThread(Action operation)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 200; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            operation();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>
    /// Bytes an operation allocates on all threads, warm: the least average of several batches. Other work of the process is counted as well:
    /// only for tests that run alone in theirs.
    /// </summary>
    /// <param name="operation">Done <paramref name="batch"/> times in each of 20 batches.</param>
    /// <param name="batch">Operations of a batch.</param>
    public static async Task<long> InProcessAsync(Func<Task> operation, int batch = 25)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < batch; i++) await operation();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / batch);
        }

        return least;
    }
}
