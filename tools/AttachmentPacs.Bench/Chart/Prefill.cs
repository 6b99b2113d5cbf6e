using System.Diagnostics;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Bench.Chart;

/// <summary>
/// Fills the index of a stopped server with instances, by the library that the server writes it with. Their blobs have rows, but no files: the
/// index is as large as with them, and nothing that the chart measures opens a file of theirs.
/// </summary>
internal static class Prefill
{
    private const int Batch = 500;
    private const int Ahead = 4 * Batch;

    /// <summary>Adds the instances from 0 up to a number; how many were added a second.</summary>
    /// <param name="database">Made by a server, which has stopped in order.</param>
    /// <param name="count">Of instances.</param>
    public static async Task<double> RunAsync(string database, long count)
    {
        long start = Stopwatch.GetTimestamp();

        // Not flushed: a prefill that is cut off is begun anew. Closing moves all into the database.
        var options = new SqliteIndexOptions { Path = database, Synchronous = SqliteSynchronous.Off, CacheSize = 1L << 30 };
        await using (SqliteIndex index = await SqliteIndex.OpenAsync(options, _ => true, TimeProvider.System, CancellationToken.None))
        {
            var waiting = new Queue<Task<StoreOutcome>>(Ahead);
            foreach (NewInstance instance in SyntheticIndex.Instances(0, count))
            {
                waiting.Enqueue(index.StoreAsync(instance, CancellationToken.None));
                if (waiting.Count == Ahead) await EndAsync(waiting, Ahead - Batch);
            }

            await EndAsync(waiting, 0);
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task EndAsync(Queue<Task<StoreOutcome>> waiting, int left)
    {
        while (waiting.Count > left)
        {
            StoreOutcome outcome = await waiting.Dequeue();
            if (outcome.Status != StoreStatus.Stored) throw new InvalidOperationException($"A synthetic instance was not stored: {outcome.Status}");
        }
    }
}
