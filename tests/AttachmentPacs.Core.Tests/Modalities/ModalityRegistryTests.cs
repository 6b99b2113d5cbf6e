using System.Collections.Concurrent;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Core.Tests.Support;

namespace AttachmentPacs.Core.Tests.Modalities;

public sealed class ModalityRegistryTests : IAsyncLifetime
{
    private readonly DicomOptions _options = new() { Modalities = { ["ct"] = new() { AeTitle = "CT1", Host = "10.0.0.5", AllowEcho = false }, ["mr"] = new() { AeTitle = "MR", Host = "10.0.0.6" } } };
    private readonly ConcurrentQueue<(int Number, string Text)> _lines = [];
    private TestArchive? _archive;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => _archive = await TestArchive.OpenAsync();

    public async Task DisposeAsync() => await _archive!.DisposeAsync();

    [Fact]
    public async Task Modality_that_is_put_holds_at_once_and_after_a_restart_and_wins_over_the_configuration()
    {
        using ModalityRegistry registry = await OpenAsync();
        Assert.Equal(["ct", "mr"], registry.All.Select(each => each.Name));
        await registry.PutAsync(Of("ct", "CT2"), None);
        await registry.PutAsync(Of("AX", "AX"), None);

        using ModalityRegistry again = await OpenAsync();
        foreach (ModalityRegistry each in (ModalityRegistry[])[registry, again])
        {
            Assert.Equal(["AX", "ct", "mr"], each.All.Select(modality => modality.Name));
            Assert.Equal(("CT2", true, false), (each.Find("ct")!.AeTitle, each.Find("ct")!.AllowEcho, each.Find("ct")!.IsConfigured));
            Assert.Empty(each.WithAeTitle("CT1"));
        }
    }

    [Fact]
    public async Task Deletion_brings_the_configured_one_back_which_cannot_be_deleted()
    {
        using ModalityRegistry registry = await OpenAsync();
        await registry.PutAsync(Of("ct", "CT2"), None);

        Assert.Equal(ModalityDeletion.Deleted, await registry.DeleteAsync("ct", None));
        Assert.Equal("CT1", registry.Find("ct")!.AeTitle);
        Assert.Equal(ModalityDeletion.Configured, await registry.DeleteAsync("ct", None));
        Assert.Equal(ModalityDeletion.Unknown, await registry.DeleteAsync("CT", None));
        using ModalityRegistry again = await OpenAsync();
        Assert.Equal("CT1", again.Find("ct")!.AeTitle);
        Assert.Equal(["Modality ct is from now on: AE CT2 at 10.0.0.9 port 104", "Modality ct is from now on: as in the configuration"], _lines.Select(line => line.Text));
    }

    [Fact]
    public async Task AeTitle_is_looked_up_trimmed_with_its_case_and_may_be_shared()
    {
        using ModalityRegistry registry = await OpenAsync();
        await registry.PutAsync(Of("second", "CT1"), None);

        Assert.Equal(["ct", "second"], registry.WithAeTitle(" CT1   ").Select(each => each.Name));
        Assert.Empty(registry.WithAeTitle("ct1"));
    }

    [Fact]
    public async Task Definition_that_cannot_be_read_is_left_out_and_logged()
    {
        await _archive!.Index.PutModalityAsync("bad", "{", None);
        await _archive.Index.PutModalityAsync("worse", """["A", "h", 0]""", None);
        using ModalityRegistry registry = await OpenAsync();

        Assert.Equal(["ct", "mr"], registry.All.Select(each => each.Name));
        Assert.Equal([1071, 1071], _lines.Select(line => line.Number));
    }

    [Fact]
    public async Task Changes_at_the_same_time_all_hold_in_memory_and_in_the_index()
    {
        using ModalityRegistry registry = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => registry.PutAsync(Of($"m{i % 20}", $"A{i}"), None))));

        using ModalityRegistry again = await OpenAsync();
        Assert.Equal(22, registry.All.Count);
        Assert.Equal(registry.All.Select(each => (each.Name, each.AeTitle)), again.All.Select(each => (each.Name, each.AeTitle)));
    }

    private static Modality Of(string name, string aeTitle) => new() { Name = name, AeTitle = aeTitle, Host = "10.0.0.9", Port = 104 };

    private Task<ModalityRegistry> OpenAsync() => ModalityRegistry.OpenAsync(_archive!.Index, _options, new RecordingLog<ModalityRegistry>(_lines), None);
}
