using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary>What the rules refuse, as each way of uploading tells it (contract 1.5).</summary>
public class FilteredOutTests
{
    private const string Reason = "Modality OT is not accepted here";
    private static readonly byte[] Refused = DicomBuilder.Instance("P1").ToArray();
    private static readonly byte[] Taken = DicomBuilder.Instance("P1", series: 2).ToArray();

    [Fact]
    public async Task File_that_a_rule_refuses_is_200_with_its_ids_and_the_reason_and_is_not_there()
    {
        await using RunningServer server = await RunningServer.StartAsync("Accept:Modalities:0=CT");

        Reply reply = (await server.Client.PostAsync("/instances", Refused)).IsOk();

        Assert.Equal(["ID", "ParentPatient", "ParentSeries", "ParentStudy", "Path", "Reason", "Status"], reply.Keys);
        Assert.Equal(("FilteredOut", Reason), (reply.Field("Status"), reply.Field("Reason")));
        (await server.Client.GetAsync(reply.Field("Path"))).Is(HttpStatusCode.NotFound);
        Assert.Equal("Success", (await server.Client.PostAsync("/instances", Taken)).IsOk().Field("Status"));
    }

    [Fact]
    public async Task Archive_tells_of_what_is_refused_in_its_place_and_counts_it_as_not_stored()
    {
        await using RunningServer server = await RunningServer.StartAsync("Accept:Modalities:0=CT");
        byte[] zip = ZipBytes.Of([Refused, "junk"u8.ToArray(), Taken]);

        Reply array = (await server.Client.PostAsync("/instances", zip)).IsOk();
        Reply report = (await server.Client.PostAsync("/instances?report", zip)).IsOk();

        Assert.Equal(["FilteredOut", "Success"], array.Json.Each("Status"));
        Assert.Equal(("2", "2"), (array["Skipped-Members"], report["Skipped-Members"]));
        Assert.Equal(["FilteredOut", "AlreadyStored"], report.Json.GetProperty("Instances").Each("Status"));
        Assert.Equal(Reason, report.Json.GetProperty("Instances")[0].GetProperty("Reason").GetString());
        Assert.Single(report.Json.GetProperty("Skipped").EnumerateArray());
    }

    [Fact]
    public async Task Form_of_nothing_but_refused_files_is_200_and_says_so_in_its_header()
    {
        await using RunningServer server = await RunningServer.StartAsync("Accept:Modalities:0=CT");
        byte[] form = [.. "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"u8, .. Refused, .. "\r\n--b--\r\n"u8];

        Reply reply = (await server.Client.PostAsync("/instances", form, ("Content-Type", "multipart/form-data; boundary=b"))).IsEmpty(HttpStatusCode.OK);

        Assert.Equal("1", reply["Skipped-Members"]);
        Assert.Empty((await server.Client.GetAsync("/instances")).IsOk().Strings);
    }

    [Fact]
    public async Task Refused_instances_are_counted_by_the_metrics_as_filtered_out()
    {
        await using RunningServer server = await RunningServer.StartAsync("Accept:Modalities:0=CT", "Accept:MaximumSize=10000000");
        await server.Client.PostAsync("/instances", Refused);

        string metrics = Encoding.UTF8.GetString((await server.Client.GetAsync("/metrics")).IsOk().Body);

        Assert.Contains("outcome=\"filtered_out\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_above_the_limit_is_answered_after_its_last_byte()
    {
        await using RunningServer server = await RunningServer.StartAsync("Accept:MaximumSize=100000");

        Reply reply = await server.Client.SendAsync(HttpMethod.Post, "/instances", new StreamContent(DicomBuilder.Instance("P1").ToStream(32 << 20)));

        Assert.Equal("Larger than 100000 bytes", reply.IsOk().Field("Reason"));
    }
}
