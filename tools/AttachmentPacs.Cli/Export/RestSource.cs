using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Cli.Export;

/// <summary>A running server, by its REST API (contract 1.3, 1.6): ours, or another that speaks the dialect.</summary>
internal sealed class RestSource(RestConnection server) : IExportSource
{
    private const int Page = 500;

    public string Name => server.Root.ToString();

    public HashAlgorithmName Hash => HashAlgorithmName.MD5;

    public async IAsyncEnumerable<ExportInstance> FindAsync(Selection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (selection.Name is { } name)
        {
            List<string> ids = await NamedAsync(selection.Level, name, cancellationToken).ConfigureAwait(false);
            if (ids.Count == 0) throw new NotExportableException($"There is no {selection}");
            foreach (string id in ids)
            {
                await foreach (ExportInstance instance in BelowAsync(selection.Level, id, cancellationToken).ConfigureAwait(false)) yield return instance;
            }

            yield break;
        }

        for (long since = 0; ; since += Page)
        {
            using JsonDocument? page = await JsonAsync($"studies?expand&since={since}&limit={Page}", cancellationToken).ConfigureAwait(false);
            JsonElement[] studies = Items(page);
            if (studies.Length == 0) yield break;
            foreach (JsonElement study in studies)
            {
                if (!selection.IsMatch(Tags(study)) || RestAnswer.Field(study, "ID") is not { } id) continue;
                await foreach (ExportInstance instance in BelowAsync(ResourceLevel.Study, id, cancellationToken).ConfigureAwait(false)) yield return instance;
            }
        }
    }

    public async Task<(long Size, byte[]? Hash)> FactsAsync(ExportInstance instance, CancellationToken cancellationToken)
    {
        using JsonDocument? info = await JsonAsync($"instances/{instance.Id}/attachments/dicom/info", cancellationToken).ConfigureAwait(false);
        if (info is null) throw new NotExportableException("The instance is gone");
        if (RestAnswer.Number(info.RootElement, "UncompressedSize") is not { } size) throw new NotExportableException("The server does not tell the size of the file");
        string md5 = RestAnswer.Field(info.RootElement, "UncompressedMD5") ?? "";
        return (size, md5.Length > 0 && md5.Length % 2 == 0 && md5.All(char.IsAsciiHexDigit) ? Convert.FromHexString(md5) : null);
    }

    /// <remarks>The server verifies what it sends; the MD5 of the entity tag tells whether it came through.</remarks>
    public async Task CopyAsync(ExportInstance instance, Stream destination, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await server.GetAsync($"instances/{instance.Id}/attachments/dicom/data", cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK) throw new NotExportableException(await RestAnswer.DetailsAsync(answer, cancellationToken).ConfigureAwait(false));
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        byte[] buffer = new byte[128 << 10];
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            for (int count; (count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                md5.AppendData(buffer, 0, count);
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HttpIOException e)
        {
            throw new NotExportableException($"The file broke off on its way: {e.Message}", e);
        }

        string found = Convert.ToHexStringLower(md5.GetHashAndReset());
        if (Expected(answer) is { } expected && expected != found) throw new NotExportableException($"The file came with MD5 {found}, the server's entity tag says {expected}");
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    // "<revision>-<md5>" (contract 1.3); other servers' tags may be anything.
    private static string? Expected(HttpResponseMessage answer)
    {
        string[] parts = (answer.Headers.ETag?.Tag ?? "").Trim('"').Split('-');
        return parts is [_, { Length: 32 } md5] ? md5.ToLowerInvariant() : null;
    }

    private async Task<List<string>> NamedAsync(ResourceLevel level, string name, CancellationToken cancellationToken)
    {
        if (ResourceId.TryParse(name, out _))
        {
            using JsonDocument? known = await JsonAsync($"{Folder(level)}/{name}", cancellationToken).ConfigureAwait(false);
            if (known is not null) return [name];
        }

        using HttpResponseMessage answer = await server.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, new Uri(server.Root, "tools/lookup")) { Content = new StringContent(name, Encoding.UTF8, "text/plain") }, canRepeat: true, cancellationToken).ConfigureAwait(false);
        using JsonDocument found = await RestAnswer.JsonAsync(answer, cancellationToken).ConfigureAwait(false);
        return found.RootElement.ValueKind != JsonValueKind.Array
            ? []
            : [.. found.RootElement.EnumerateArray().Where(each => RestAnswer.Field(each, "Type") == level.ToString()).Select(each => RestAnswer.Field(each, "ID")!)];
    }

    private async IAsyncEnumerable<ExportInstance> BelowAsync(ResourceLevel level, string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (level == ResourceLevel.Patient)
        {
            using JsonDocument? studies = await JsonAsync($"patients/{id}/studies", cancellationToken).ConfigureAwait(false);
            foreach (JsonElement each in Items(studies))
            {
                await foreach (ExportInstance found in BelowAsync(ResourceLevel.Study, RestAnswer.Field(each, "ID")!, cancellationToken).ConfigureAwait(false)) yield return found;
            }

            yield break;
        }

        using JsonDocument? one = await JsonAsync($"{Folder(level)}/{id}", cancellationToken).ConfigureAwait(false);
        if (one is null) yield break;
        string? studyId = level switch
        {
            ResourceLevel.Study => id,
            ResourceLevel.Series => RestAnswer.Field(one.RootElement, "ParentStudy"),
            _ => null,
        };
        using JsonDocument? parent = level == ResourceLevel.Instance ? await JsonAsync($"series/{RestAnswer.Field(one.RootElement, "ParentSeries")}", cancellationToken).ConfigureAwait(false) : null;
        studyId ??= parent is null ? null : RestAnswer.Field(parent.RootElement, "ParentStudy");
        using JsonDocument? study = await JsonAsync($"studies/{studyId}", cancellationToken).ConfigureAwait(false);
        if (study is null) yield break;
        using JsonDocument? children = level == ResourceLevel.Study ? await JsonAsync($"studies/{id}/series", cancellationToken).ConfigureAwait(false) : null;
        IEnumerable<JsonElement> series = level switch
        {
            ResourceLevel.Study => Items(children),
            ResourceLevel.Series => [one.RootElement],
            _ => [parent!.RootElement],
        };
        foreach (JsonElement each in series)
        {
            using JsonDocument? instances = level == ResourceLevel.Instance ? null : await JsonAsync($"series/{RestAnswer.Field(each, "ID")}/instances", cancellationToken).ConfigureAwait(false);
            foreach (JsonElement instance in level == ResourceLevel.Instance ? [one.RootElement] : Items(instances))
            {
                if (ResourceId.TryParse(RestAnswer.Field(instance, "ID"), out ResourceId key)) yield return new ExportInstance(key, Tags(study.RootElement, each, instance));
            }
        }
    }

    private static string Folder(ResourceLevel level) => level switch
    {
        ResourceLevel.Patient => "patients",
        ResourceLevel.Study => "studies",
        ResourceLevel.Series => "series",
        _ => "instances",
    };

    private static JsonElement[] Items(JsonDocument? array) => array is { RootElement.ValueKind: JsonValueKind.Array } ? [.. array.RootElement.EnumerateArray()] : [];

    private static Dictionary<uint, string> Tags(params ReadOnlySpan<JsonElement> resources)
    {
        var tags = new Dictionary<uint, string>();
        foreach (JsonElement resource in resources)
        {
            if (resource.ValueKind != JsonValueKind.Object) continue;
            foreach (string field in (ReadOnlySpan<string>)["PatientMainDicomTags", "MainDicomTags"])
            {
                if (!resource.TryGetProperty(field, out JsonElement values) || values.ValueKind != JsonValueKind.Object) continue;
                foreach (JsonProperty value in values.EnumerateObject())
                {
                    if (value.Value.ValueKind == JsonValueKind.String && TagText.TryParse(value.Name, out uint tag)) tags.TryAdd(tag, value.Value.GetString()!);
                }
            }
        }

        return tags;
    }

    /// <summary>The answer; null if there is no such resource.</summary>
    private async Task<JsonDocument?> JsonAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await server.GetAsync(path, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        return answer.StatusCode == HttpStatusCode.OK
            ? await RestAnswer.JsonAsync(answer, cancellationToken).ConfigureAwait(false)
            : throw new ArchiveUnavailableException($"{path} is answered with {await RestAnswer.DetailsAsync(answer, cancellationToken).ConfigureAwait(false)}");
    }
}
