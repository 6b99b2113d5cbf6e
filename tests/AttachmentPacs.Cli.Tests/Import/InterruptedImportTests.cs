using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>An import that is killed twice and stopped once, and called again: nothing twice, nothing missing.</summary>
public sealed class InterruptedImportTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Import_of_300_interrupted_three_times_is_complete_at_last() => InterruptAsync(300, parallel: 1);

    [Fact]
    [Trait("Lane", "slow")]
    public async Task Import_of_20000_interrupted_three_times_is_complete_at_last()
    {
        if (!SlowLane.IsOn) output.WriteLine(SlowLane.Off);
        else await InterruptAsync(20_000, parallel: 64);
    }

    private async Task InterruptAsync(int count, int parallel)
    {
        string from = _folder.Combine("in");
        byte[][] files = Sources.Write(from, count);
        string[] arguments = ["import", from, "--parallel", $"{parallel}", .. Apacs.Store(_folder.Path)];
        foreach (int at in (int[])[count / 4, count / 2])
        {
            await using Apacs killed = RunUntil(arguments, at);
            killed.Kill();
            Assert.Equal(137, (await killed.EndAsync()).Status);
        }

        await using (Apacs stopped = RunUntil(arguments, count))
        {
            stopped.Signal("INT");
            stopped.Signal("CONT");
            Apacs.Result result = await stopped.EndAsync();
            Assert.True(result.Status == 130, result.Error + result.Output);
            Assert.Contains("Imported into", result.Output, StringComparison.Ordinal);
            Assert.Empty(Look.Drafts(_folder.Path));
        }

        Apacs.Result last = await Apacs.RunAsync(_folder.Path, arguments);

        Assert.True(last.Status == 0, last.Error + last.Output);
        output.WriteLine(last.Output);
        Assert.DoesNotContain("there already: 0", last.Output, StringComparison.Ordinal);
        await Look.HasExactlyAsync(_folder.Path, files);
    }

    /// <summary>
    /// Starts it, and returns when the store has so many files, two for each instance. It stands still then, as it does before its first step and
    /// while they are counted: how fast the disk is makes no difference.
    /// </summary>
    private Apacs RunUntil(string[] arguments, int blobs)
    {
        Apacs apacs = Apacs.StartStopped(_folder.Path, arguments);
        for (apacs.Signal("STOP"); Look.Blobs(_folder.Path) < blobs; apacs.Signal("STOP"))
        {
            Assert.False(apacs.HasEnded, "The import has ended before it was interrupted.");
            apacs.Signal("CONT");
        }

        return apacs;
    }
}
