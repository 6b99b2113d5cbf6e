using System.Globalization;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Counters of the store and of single resources (contract 1.10).</summary>
public class StatisticsTests
{
    [Fact]
    public async Task Statistics_are_the_sums_over_all_attachments_and_return_to_zero()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string empty = (await server.Client.GetAsync("/statistics")).IsOk().Text;
        List<Stored> all = [];
        foreach ((string patient, int study, int series, int instance) in new[] { ("P1", 1, 1, 1), ("P1", 1, 1, 2), ("P1", 1, 2, 1), ("P1", 2, 1, 1), ("P2", 3, 1, 1) })
        {
            all.Add(await server.StoreAsync(DicomBuilder.Instance(patient, study, series, instance)));
        }

        await server.Client.PutAsync($"/patients/{all[0].Patient}/attachments/1024", new byte[1000]);
        await server.Client.PutAsync($"/studies/{all[0].Study}/attachments/1024", new byte[300]);
        await server.Client.PostAsync($"/studies/{all[0].Study}/attachments/1024/compress");

        (long Stored, long Content) total = await SumAsync(server, all.SelectMany(each => each.Levels).Distinct());
        Reply statistics = (await server.Client.GetAsync("/statistics")).IsOk();
        Assert.Equal((2, 3, 4, 5), (Count(statistics, "CountPatients"), Count(statistics, "CountStudies"), Count(statistics, "CountSeries"), Count(statistics, "CountInstances")));
        Assert.Equal((Text(total.Stored), Text(total.Content)), (statistics.Field("TotalDiskSize"), statistics.Field("TotalUncompressedSize")));
        await AssertResourceAsync(server, all[0], all[..4]);

        foreach (string patient in all.Select(each => each.Patient).Distinct()) (await server.Client.DeleteAsync($"/patients/{patient}")).IsOk();
        Assert.Equal(empty, (await server.Client.GetAsync("/statistics")).Text);
    }

    private static async Task AssertResourceAsync(RunningServer server, Stored of, IReadOnlyList<Stored> ofPatient)
    {
        Reply patient = (await server.Client.GetAsync($"/patients/{of.Patient}/statistics")).IsOk();
        (long Stored, long Content) sum = await SumAsync(server, ofPatient.SelectMany(each => each.Levels).Distinct());
        Assert.Equal((2, 3, 4), (Count(patient, "CountStudies"), Count(patient, "CountSeries"), Count(patient, "CountInstances")));
        Assert.Equal((Text(sum.Stored), Text(sum.Content)), (patient.Field("DiskSize"), patient.Field("UncompressedSize")));
        Assert.Equal(Text(ofPatient.Sum(each => (long)each.File.Length)), patient.Field("DicomDiskSize"));

        Reply instance = (await server.Client.GetAsync($"{of.Path}/statistics")).IsOk();
        Assert.Equal(
            ["DicomDiskSize", "DicomDiskSizeMB", "DicomUncompressedSize", "DicomUncompressedSizeMB", "DiskSize", "DiskSizeMB", "UncompressedSize", "UncompressedSizeMB"],
            instance.Keys);
        Assert.Equal(Text(of.File.Length), instance.Field("DicomUncompressedSize"));
    }

    private static async Task<(long Stored, long Content)> SumAsync(RunningServer server, IEnumerable<string> resources)
    {
        (long stored, long content) = (0, 0);
        foreach (string resource in resources)
        {
            foreach (string name in (await server.Client.GetAsync($"{resource}/attachments")).Strings)
            {
                Reply info = await server.Client.GetAsync($"{resource}/attachments/{name}/info");
                stored += info.Json.GetProperty("CompressedSize").GetInt64();
                content += info.Json.GetProperty("UncompressedSize").GetInt64();
            }
        }

        return (stored, content);
    }

    private static int Count(Reply reply, string name) => reply.Json.GetProperty(name).GetInt32();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
