using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task FindAttachment_answers_resource_and_attachment_of_its_level_only()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "a"), (2, "b")]);

        FoundAttachment found = Assert.NotNull(await Index.FindAttachmentAsync(ResourceLevel.Instance, Instance, 2, None));
        Assert.Equal(await Index.FindAsync(Instance, None), found.Resource);
        Assert.Equal(Sample.Blob("b").Uuid, found.Row?.Blob.Uuid);
        Assert.Null(Assert.NotNull(await Index.FindAttachmentAsync(ResourceLevel.Instance, Instance, 1024, None)).Row);
        Assert.Null(await Index.FindAttachmentAsync(ResourceLevel.Series, Instance, 1, None));
        Assert.Null(await Index.FindAttachmentAsync(ResourceLevel.Patient, Sample.PatientId("Q"), 1, None));
    }

    [Fact]
    public async Task FindMetadata_answers_what_the_two_questions_answer()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.PutMetadataAsync(Study, 1024, "x", Precondition.Any, None);

        FoundMetadata found = Assert.NotNull(await Index.FindMetadataAsync(ResourceLevel.Study, Study, None));
        Assert.Equal(await Index.FindAsync(Study, None), found.Resource);
        Assert.Equal(await Index.MetadataAsync(found.Resource.Key, None), found.Rows);
        Assert.Contains(new MetadataRow(1024, "x", 0), found.Rows);
        Assert.Null(await Index.FindMetadataAsync(ResourceLevel.Patient, Study, None));
    }

    [Fact]
    public async Task Details_answer_what_is_wanted_and_nothing_else()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Precondition.Any, None);
        ResourceRow study = (await Index.FindAsync(Study, None))!;
        const DetailParts all = DetailParts.MainTags | DetailParts.Metadata | DetailParts.Children | DetailParts.Labels | DetailParts.Attachments;

        async Task<FoundDetails?> FindAsync(ResourceLevel level, ResourceId id, ResourceLevel wanted, DetailParts parts) =>
            await Index.FindDetailsAsync(level, id, wanted, parts, None);

        (ResourceRow found, ResourceDetails whole) = (await FindAsync(ResourceLevel.Study, Study, ResourceLevel.Study, all))!.Value;
        ResourceDetails none = (await FindAsync(ResourceLevel.Study, Study, ResourceLevel.Study, DetailParts.None))!.Value.Details;

        Assert.Equal(study, found);
        Assert.Equal(await Index.MainTagsAsync(study.Key, None), whole.MainTags);
        Assert.Equal(await Index.MetadataAsync(study.Key, None), whole.Metadata);
        Assert.Equal(await Index.DescendantsAsync(study.Key, ResourceLevel.Series, None), whole.Children);
        Assert.Single(whole.Children);
        Assert.Equal(Sample.Blob("a").Uuid, Assert.Single(whole.Attachments).Blob.Uuid);
        Assert.Equal((0, 0, 0, 0, 0), (none.MainTags.Count, none.Metadata.Count, none.Children.Count, none.Labels.Count, none.Attachments.Count));
        Assert.Empty((await FindAsync(ResourceLevel.Instance, Instance, ResourceLevel.Instance, all))!.Value.Details.Children);
        Assert.Equal(study, (await FindAsync(ResourceLevel.Instance, Instance, ResourceLevel.Study, all))!.Value.Resource);
        Assert.Null(await FindAsync(ResourceLevel.Series, Study, ResourceLevel.Study, all));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => FindAsync(ResourceLevel.Study, Study, ResourceLevel.Series, all));
    }
}
