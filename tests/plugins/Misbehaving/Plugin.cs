using System.Globalization;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Plugins;

namespace Misbehaving;

/// <summary>
/// Does what its settings say (<c>Start</c>, <c>Stop</c>, <c>Filter</c>, <c>Stored</c>, <c>Change</c>): <c>throw</c>, <c>hang</c> (never ends, whatever its
/// token says), <c>block</c> (its thread, for ever), <c>wait</c> (heeds its token), <c>refuse</c>, <c>tags</c>; with a patient's id in front, as in
/// <c>P1:throw</c>, only for him. What it is told goes to the file <c>Notes</c>.
/// </summary>
public sealed class Plugin : IPlugin, IInstanceFilter, IStoredListener, IChangeListener
{
    private readonly Lock _gate = new();
    private static readonly ManualResetEventSlim Never = new();
    private IPluginHost? _host;
    private int _failures;

    public PluginInfo Info { get; } = new("Does what it should not", "0.0") { Metadata = [new MetadataName(1100, "noted")] };

    public bool NeedsTags => Setting("Filter").Contains("tags", StringComparison.Ordinal);

    public async Task StartAsync(IPluginHost host, CancellationToken cancellationToken)
    {
        _host = host;
        host.Log.Information("it starts\nhere");
        if (Setting("Start") == "write1") await host.Archive.WriteAsync("00000000-00000000-00000000-00000000-00000000", [ArchiveWrite.DeleteAttachment(1)], cancellationToken);
        await ActAsync("Start", "", cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Note("stop");
        await ActAsync("Stop", "", cancellationToken);
    }

    public async ValueTask<string?> RefuseAsync(CandidateInstance instance, CancellationToken cancellationToken)
    {
        Note($"judge {instance.PatientId}");
        if (NeedsTags)
        {
            using JsonDocument tags = JsonDocument.Parse(instance.Tags);
            return $"{tags.RootElement.GetProperty("0010,0020").GetProperty("Value").GetString()} {instance.Size.ToString(CultureInfo.InvariantCulture)} {instance.Origin.Source}";
        }

        return await ActAsync("Filter", instance.PatientId, cancellationToken);
    }

    public async Task OnStoredAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        Note($"stored {instance.PatientId}");
        await ActAsync("Stored", instance.PatientId, cancellationToken);
    }

    public async Task OnChangesAsync(IReadOnlyList<ArchiveChange> changes, CancellationToken cancellationToken)
    {
        foreach (ArchiveChange change in changes) Note($"{change.Kind} {change.Level}");
        if (Setting("Change") == "once" && Interlocked.Increment(ref _failures) == 1) throw new InvalidOperationException("once");
        await ActAsync("Change", changes[0].Kind, cancellationToken);
    }

    private async Task<string?> ActAsync(string at, string subject, CancellationToken cancellationToken)
    {
        string what = Setting(at);
        if (what.Split(':') is [var only, var action]) what = only == subject ? action : "";
        switch (what)
        {
            case "throw":
                throw new UnshowableException();
            case "hang":
                await new TaskCompletionSource().Task;
                break;
            case "block":
                Never.Wait(CancellationToken.None);
                break;
            case "wait":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "refuse":
                return "not\nwanted";
        }

        return null;
    }

    private string Setting(string key) => _host?.Settings.GetValueOrDefault(key) ?? "";

    private void Note(string line)
    {
        if (Setting("Notes") is not { Length: > 0 } file) return;
        lock (_gate) File.AppendAllText(file, line + "\n", Encoding.UTF8);
    }
}

/// <summary>An exception that throws when it is looked at.</summary>
public sealed class UnshowableException : Exception
{
    public override string Message => throw new InvalidOperationException("no words");

    public override string ToString() => throw new InvalidOperationException("no words");
}
