using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>Storage:DuplicatesBySource: the more specific first.</summary>
public class DuplicatePoliciesTests
{
    private static readonly DuplicatePolicies Policies = new(DuplicatePolicy.Ignore, new Dictionary<string, DuplicatePolicy>
    {
        ["restapi"] = DuplicatePolicy.Reject,
        ["Import"] = DuplicatePolicy.Replace,
        ["user:alice"] = DuplicatePolicy.Replace,
        ["aet:CT_1"] = DuplicatePolicy.Replace,
        ["user:keep"] = DuplicatePolicy.Ignore,
    });

    public static TheoryData<IngestOrigin, DuplicatePolicy> Origins() => new()
    {
        { IngestOrigin.Rest("127.0.0.1", ""), DuplicatePolicy.Reject },
        { IngestOrigin.Rest("127.0.0.1", "bob"), DuplicatePolicy.Reject },
        { IngestOrigin.Rest("127.0.0.1", "alice"), DuplicatePolicy.Replace },
        { IngestOrigin.Rest("127.0.0.1", "ALICE"), DuplicatePolicy.Reject },
        { IngestOrigin.Rest("127.0.0.1", "keep"), DuplicatePolicy.Ignore },
        { IngestOrigin.Import, DuplicatePolicy.Replace },
        { new IngestOrigin(IngestSource.DicomProtocol, RemoteAet: "CT_1"), DuplicatePolicy.Replace },
        { new IngestOrigin(IngestSource.DicomProtocol, RemoteAet: "CT_2"), DuplicatePolicy.Ignore },
        { new IngestOrigin(IngestSource.Plugins), DuplicatePolicy.Ignore },
    };

    [Theory]
    [MemberData(nameof(Origins))]
    public void For_origin_gives_the_most_specific_policy(IngestOrigin origin, DuplicatePolicy expected) => Assert.Equal(expected, Policies.For(origin));

    [Fact]
    public async Task Second_file_is_answered_by_the_policy_of_its_own_sender()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(Policies, QuotaLimits.None);
        byte[] first = DicomBuilder.Instance("P1").ToArray();
        byte[] second = DicomBuilder.Instance("P1").Pixels([1, 2, 3, 4]).ToArray();
        IngestResult stored = await archive.StoreAsync(first);

        IngestStatus byAnyone = (await archive.StoreAsync(second)).Status;
        IngestStatus byModality = (await archive.StoreAsync(new MemoryStream(second), new IngestOrigin(IngestSource.DicomProtocol, RemoteAet: "CT_2"))).Status;
        byte[] kept = await archive.ReadAsync(await archive.AttachmentAsync(stored.Identity.Instance));
        IngestStatus byAlice = (await archive.StoreAsync(new MemoryStream(second), IngestOrigin.Rest("127.0.0.1", "alice"))).Status;

        Assert.Equal((IngestStatus.Duplicate, IngestStatus.AlreadyStored, IngestStatus.Success), (byAnyone, byModality, byAlice));
        Assert.Equal(first, kept);
        Assert.Equal(second, await archive.ReadAsync(await archive.AttachmentAsync(stored.Identity.Instance)));
    }
}
