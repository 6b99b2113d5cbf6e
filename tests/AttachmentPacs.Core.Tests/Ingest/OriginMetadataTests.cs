using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>Who sent an instance, as its metadata say (contract 1.4).</summary>
public class OriginMetadataTests
{
    [Fact]
    public async Task Instance_of_a_modality_says_titles_and_address_and_no_user()
    {
        var origin = new IngestOrigin(IngestSource.DicomProtocol, RemoteIp: "192.0.2.7", RemoteAet: "MODALITY1", CalledAet: "ARCHIVE");

        Dictionary<int, string> metadata = await MetadataAsync(origin);

        Assert.Equal("DicomProtocol", metadata[MetadataType.Origin]);
        Assert.Equal("MODALITY1", metadata[MetadataType.RemoteAet]);
        Assert.Equal("ARCHIVE", metadata[MetadataType.CalledAet]);
        Assert.Equal("192.0.2.7", metadata[MetadataType.RemoteIp]);
        Assert.DoesNotContain(MetadataType.HttpUsername, metadata.Keys);
    }

    [Fact]
    public async Task Instance_of_an_upload_says_user_and_address_and_no_called_title()
    {
        Dictionary<int, string> metadata = await MetadataAsync(IngestOrigin.Rest("192.0.2.8", "alice"));

        Assert.Equal("RestApi", metadata[MetadataType.Origin]);
        Assert.Equal("", metadata[MetadataType.RemoteAet]);
        Assert.Equal("192.0.2.8", metadata[MetadataType.RemoteIp]);
        Assert.Equal("alice", metadata[MetadataType.HttpUsername]);
        Assert.DoesNotContain(MetadataType.CalledAet, metadata.Keys);
    }

    private static async Task<Dictionary<int, string>> MetadataAsync(IngestOrigin origin)
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        IngestResult result = await archive.StoreAsync(new MemoryStream(DicomBuilder.Instance("P1").ToArray()), origin);
        ResourceRow instance = Assert.IsType<ResourceRow>(await archive.Index.FindAsync(result.Identity.Instance, default));
        ResourceRow series = Assert.IsType<ResourceRow>(await archive.Index.FindAsync(result.Identity.Series, default));
        Assert.Equal(origin.RemoteAet ?? "", (await archive.Index.MetadataAsync(series.Key, MetadataType.RemoteAet, default))?.Value);
        return (await archive.Index.MetadataAsync(instance.Key, default)).ToDictionary(each => each.Type, each => each.Value);
    }
}
