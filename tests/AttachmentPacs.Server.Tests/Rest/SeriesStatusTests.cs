using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Series that say how many instances they expect (contract 1.4).</summary>
public class SeriesStatusTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Series_goes_from_Missing_to_Complete_and_logs_that_once()
    {
        string patient = _server.NewPatient();
        Stored stored = await _server.StoreAsync(Expecting(patient, 1, "1"));
        Assert.Equal(("Missing", 2), await StatusAsync(stored));
        await _server.StoreAsync(Expecting(patient, 2, "2"));

        Assert.Equal(("Complete", 2), await StatusAsync(stored));
        IEnumerable<string> changes = (await _server.Client.GetAsync("/changes?limit=10000")).Json.GetProperty("Changes").EnumerateArray()
            .Where(change => change.GetProperty("ID").GetString() == stored.Series).Select(change => change.GetProperty("ChangeType").GetString()!);
        Assert.Equal(["NewSeries", "CompletedSeries"], changes);
    }

    [Theory]
    [InlineData("1", "Inconsistent")]
    [InlineData("3", "Inconsistent")]
    [InlineData("0", "Inconsistent")]
    [InlineData("x", "Unknown")]
    public async Task Series_with_an_odd_number_says_so(string number, string status)
    {
        string patient = _server.NewPatient();
        Stored stored = await _server.StoreAsync(Expecting(patient, 1, "1"));
        await _server.StoreAsync(Expecting(patient, 2, number));

        Assert.Equal((status, 2), await StatusAsync(stored));
    }

    [Fact]
    public async Task Instance_without_a_number_has_none_in_its_series()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance().Remove(0x0020_0013));

        Assert.Equal(JsonValueKind.Null, (await _server.Client.GetAsync(stored.Path)).Json.GetProperty("IndexInSeries").ValueKind);
    }

    private async Task<(string Status, int Expected)> StatusAsync(Stored stored)
    {
        Reply reply = (await _server.Client.GetAsync($"/series/{stored.Series}")).IsOk();
        return (reply.Field("Status"), reply.Json.GetProperty("ExpectedNumberOfInstances").GetInt32());
    }

    // ImagesInAcquisition times NumberOfTemporalPositions.
    private static DicomBuilder Expecting(string patient, int instance, string number) => DicomBuilder.Instance(patient, instance: instance)
        .Add(0x0020_1002, "IS", "2").Add(0x0020_0105, "IS", "1").Add(0x0020_0013, "IS", number);
}
