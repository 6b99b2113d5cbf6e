namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task Collector_twice_beside_a_store_and_a_deletion_loses_nothing_in_any_order() =>
        Assert.Equal((2310, 0), await PlayAllAsync(withReference: true, [4, 0, 1, 6, 0]));

    [Fact]
    public async Task Collector_beside_two_stores_and_a_deletion_loses_nothing_in_any_order() =>
        Assert.Equal((1680, 0), await PlayAllAsync(withReference: true, [2, 2, 1, 3, 0]));

    [Fact]
    public async Task Sweeper_beside_two_stores_loses_nothing_in_any_order() =>
        Assert.Equal((3150, 0), await PlayAllAsync(withReference: false, [4, 2, 0, 0, 4]));

    [Fact]
    public async Task Collector_with_an_index_that_is_told_wrong_of_the_files_does_lose()
    {
        Files.ClaimAll = true;
        (int _, int lost) = await PlayAllAsync(withReference: true, [2, 0, 1, 3, 0]);
        Assert.NotEqual(0, lost);
    }

    /// <summary>Steps of: two clients, deletion, collector, sweeper. Returns how many orders were played, and in how many a file was lost.</summary>
    private async Task<(int Orders, int Lost)> PlayAllAsync(bool withReference, int[] steps)
    {
        int orders = 0, lost = 0;
        foreach (int[] order in Interleavings.Of(steps))
        {
            CollectorScene scene = new(Index, Files, Time, "P" + Sample.Number(orders++));
            if (withReference) await scene.BeginWithReferenceAsync();
            else scene.BeginWithOrphan();
            if (await PlayAsync(scene, order)) lost++;
        }

        return (orders, lost);
    }

    private static async Task<bool> PlayAsync(CollectorScene scene, int[] order)
    {
        bool lost = false;
        foreach (int actor in order)
        {
            await (actor switch
            {
                0 or 1 => scene.ClientAsync(actor),
                2 => scene.DeleteAsync(),
                3 => scene.CollectAsync(),
                _ => scene.SweepAsync(),
            });
            lost |= scene.HasLost;
        }

        return lost;
    }
}
