using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.DimseServices.Peers;

/// <summary>What DCMTK's storescp writes down, bit for bit as it comes (+B), of what is sent to it.</summary>
public class StorescpTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("+xe", DicomBuilder.ExplicitLittleEndian)]
    [InlineData("+xi", DicomBuilder.ImplicitLittleEndian)]
    public async Task Data_sets_arrive_as_stored_or_in_the_syntax_that_it_insists_on(string option, string syntax)
    {
        if (!PeerProgram.IsInstalled("storescp"))
        {
            output.WriteLine(PeerProgram.Absent("DCMTK's storescp"));
            return;
        }

        using var folder = new TemporaryFolder();
        int port = PeerProgram.FreePort();
        string received = Directory.CreateDirectory(folder.Combine("received")).FullName;
        using PeerProgram storescp = await PeerProgram.ListenAsync(folder, port, "storescp", "+B", option, "-od", received, $"{port}");
        await using RunningServer server = await RunningServer.StartAsync($"Dicom:Modalities:scp:Port={port}", "Dicom:Modalities:scp:AeTitle=SCP", "Dicom:Modalities:scp:Host=127.0.0.1");
        int[] numbers = [1, 2, 3, 4, 5];
        foreach (int number in numbers) await server.StoreAsync(Instance(number, DicomBuilder.ExplicitLittleEndian));

        string[] ids = (await server.Client.GetAsync("/instances")).IsOk().Strings;
        Reply answer = (await server.Client.PostAsync("/modalities/scp/store", JsonSerializer.SerializeToUtf8Bytes(ids))).IsOk();

        Assert.Equal((5, 0), (answer.Json.GetProperty("InstancesCount").GetInt32(), answer.Json.GetProperty("FailedInstancesCount").GetInt32()));
        byte[][] files = [.. Directory.GetFiles(received).Select(File.ReadAllBytes)];
        Assert.Equal(numbers.Length, files.Length);
        Assert.All(numbers, number => Assert.Contains(files, file => file.AsSpan().EndsWith(Instance(number, syntax).ToDataSet())));
    }

    private static DicomBuilder Instance(int number, string syntax) =>
        DicomBuilder.Instance("P", 1, 1, number, transferSyntax: syntax).Pixels([.. Enumerable.Repeat((byte)number, 70_000)]);
}
