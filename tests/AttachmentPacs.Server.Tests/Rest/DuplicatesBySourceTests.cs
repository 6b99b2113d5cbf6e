using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary><c>Storage:DuplicatesBySource</c> on the wire; users and titles: DuplicatePoliciesTests.</summary>
public class DuplicatesBySourceTests
{
    [Theory]
    [InlineData("Storage:DuplicatesBySource:RestApi=Reject", HttpStatusCode.Conflict)]
    [InlineData("Storage:DuplicatesBySource:restapi=replace", HttpStatusCode.OK)]
    [InlineData("Storage:DuplicatesBySource:Import=Reject", HttpStatusCode.OK)]
    public async Task Second_file_is_answered_by_the_policy_of_its_door(string setting, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync(setting);
        Stored first = await server.StoreAsync(DicomBuilder.Instance("P1"));
        byte[] second = DicomBuilder.Instance("P1").Pixels([7, 7, 7, 7]).ToArray();

        Reply reply = (await server.Client.PostAsync("/instances", second)).Is(expected);

        bool isReplaced = setting.EndsWith("replace", StringComparison.Ordinal);
        if (expected == HttpStatusCode.OK) Assert.Equal(isReplaced ? "Success" : "AlreadyStored", reply.Field("Status"));
        Assert.Equal(isReplaced ? second : first.File, (await server.Client.GetAsync($"{first.Path}/file")).IsOk().Body);
    }
}
