namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task Modalities_are_kept_by_name_in_its_order_and_put_anew()
    {
        Assert.Empty(await Index.ModalitiesAsync(None));
        await Index.PutModalityAsync("ct", "{\"AET\":\"CT\"}", None);
        await Index.PutModalityAsync("b", "\u00e4", None);
        await Index.PutModalityAsync("CT", "", None);
        await Index.PutModalityAsync("ct", "{}", None);
        await ReopenAsync();

        Assert.Equal([new("CT", ""), new("b", "\u00e4"), new("ct", "{}")], await Index.ModalitiesAsync(None));
    }

    [Fact]
    public async Task Modality_is_deleted_once()
    {
        await Index.PutModalityAsync("ct", "{}", None);

        Assert.True(await Index.DeleteModalityAsync("ct", None));
        Assert.False(await Index.DeleteModalityAsync("ct", None));
        Assert.Empty(await Index.ModalitiesAsync(None));
    }
}
