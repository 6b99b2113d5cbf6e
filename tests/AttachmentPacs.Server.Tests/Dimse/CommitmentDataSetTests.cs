using AttachmentPacs.Server.DimseServices;

namespace AttachmentPacs.Server.Tests.Dimse;

public sealed class CommitmentDataSetTests
{
    private static readonly CommitmentDataSet Report = new(
        "2.25.17", [new ReferencedInstance("1.2.3", "1.2.3.4"), new ReferencedInstance("1.2.33", "1.2.3.5")], [new ReferencedInstance("1.2.3", "1.2.3.66", 0x0112)]);

    public static TheoryData<string> Syntaxes => [.. CommitmentDataSet.TransferSyntaxes];

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public async Task Report_written_and_read_is_the_same(string syntax)
    {
        CommitmentDataSet read = await ReadAsync(Report.ToBytes(syntax), syntax);
        Assert.Equal(Report.TransactionUid, read.TransactionUid);
        Assert.Equal(Report.Referenced, read.Referenced);
        Assert.Equal(Report.Failed, read.Failed);
    }

    [Fact]
    public void Request_in_implicit_vr_is_laid_out_as_the_standard_says()
    {
        byte[] bytes = new CommitmentDataSet("1.2", [new ReferencedInstance("1.3", "1.45")], []).ToBytes("1.2.840.10008.1.2");
        Assert.Equal(
            "08009511 04000000 312E3200 08009911 20000000 FEFF00E0 18000000 08005011 04000000 312E3300 08005511 04000000 312E3435".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(bytes));
    }

    [Fact]
    public async Task Quarter_of_a_million_references_are_read()
    {
        var all = new CommitmentDataSet("1.2", [.. Enumerable.Range(1, 250_000).Select(number => new ReferencedInstance("1.2.840.10008.5.1.4.1.1.2", $"1.2.3.{number}"))], []);
        Assert.Equal(250_000, (await ReadAsync(all.ToBytes("1.2.840.10008.1.2.1"), "1.2.840.10008.1.2.1")).Referenced.Count);
    }

    [Fact]
    public async Task Data_set_without_transaction_is_refused()
    {
        byte[] bytes = Report.ToBytes("1.2.840.10008.1.2.1");
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(bytes[16..], "1.2.840.10008.1.2.1"));
        Assert.Contains("0008,1195", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item_without_instance_is_refused()
    {
        byte[] bytes = new CommitmentDataSet("1.2", [new ReferencedInstance("1.2", "")], []).ToBytes("1.2.840.10008.1.2");
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(bytes, "1.2.840.10008.1.2"));
    }

    private static async Task<CommitmentDataSet> ReadAsync(byte[] bytes, string syntax)
    {
        using var stream = new MemoryStream(bytes);
        return await CommitmentDataSet.ReadAsync(stream, syntax, CancellationToken.None);
    }
}
