using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.Tests.DimseServices;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>UIDs of commands, which the server writes into the File Meta Information of the files that it makes.</summary>
public class DimseUidTests(SharedDimseServer shared) : IClassFixture<SharedDimseServer>
{
    [Theory]
    [InlineData("1.2\n3")]
    [InlineData("1.2\u001b[31m")]
    [InlineData("1.2\0.3")]
    [InlineData("1.2 3")]
    [InlineData("1.2\\3")]
    [InlineData("1.2.\u00e9")]
    [InlineData("1.2.\u0080")]
    public async Task Uid_that_is_no_plain_text_is_C000_and_leaves_nothing(string uid)
    {
        Baseline before = await Baseline.OfAsync(shared.Server);
        await using Scu scu = await Scu.ConnectAsync(shared.Server.EndPointOf());
        byte[] agrees = DicomBuilder.Instance("P").Add(0x0008_0018, "UI", uid).ToDataSet();

        Command answer = await scu.StoreAsync(agrees, uid);

        Assert.Equal((DimseStatus.CannotUnderstand, "A UID of the command holds what no UID may hold"), (answer.Status!.Value, answer.ErrorComment));
        await before.AssertUnharmedAsync();
        Assert.Equal(DimseStatus.Success, (await scu.EchoAsync()).Status);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("1.2.A")]
    [InlineData("1..2.")]
    public async Task Uid_of_other_characters_is_kept_as_it_came_and_names_no_file(string uid)
    {
        RunningServer server = shared.Server;
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());

        Command answer = await scu.StoreAsync(DicomBuilder.Instance("P").Add(0x0008_0018, "UI", uid).ToDataSet(), uid);

        Assert.Equal(DimseStatus.Success, answer.Status);
        string path = $"/instances/{(await server.Client.GetAsync("/instances")).IsOk().Strings.Single()}";
        Assert.Equal(uid, (await server.Client.GetAsync($"{path}/header?simplify")).IsOk().Field("MediaStorageSOPInstanceUID"));
        (await server.Client.DeleteAsync(path)).IsOk();
        Assert.DoesNotContain(Directory.EnumerateFiles(server.Storage, "*", SearchOption.AllDirectories), file => file.Contains("passwd", StringComparison.Ordinal));
    }
}
