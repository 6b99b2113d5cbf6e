using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import;

/// <summary>A running server, by its REST API: ours, or another that speaks the dialect (contract 1.3 and 1.5).</summary>
internal sealed class RestTarget : IImportTarget
{
    private const int InFlight = 16;
    private const int Sniffed = 4096;

    // Up to this size a refusal may come after the body: above, the server is asked before it is sent.
    private const long AskFirst = 1 << 20;

    private readonly RestConnection _server;

    private RestTarget(RestConnection server) => _server = server;

    public string Name => _server.Root.ToString();

    public int Parallel => InFlight;

    // What the dialect tells of content.
    public HashAlgorithmName Hash => HashAlgorithmName.MD5;

    // The server's limits are not known: it is the one to refuse.
    public DicomLimits Limits => DicomLimits.Default;

    /// <summary>Makes sure that a server answers, and lets us in.</summary>
    public static async Task<RestTarget> OpenAsync(RestConnection server, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await server.GetAsync("system", cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new ArchiveUnavailableException($"{server.Root} is no archive, or not its root: system is answered with {await RestAnswer.DetailsAsync(answer, cancellationToken).ConfigureAwait(false)}");
        }

        return new RestTarget(server);
    }

    public async ValueTask<Presence> HasAsync(ResourceId instance, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        string? md5 = null;
        using (HttpResponseMessage answer = await _server.GetAsync($"instances/{instance}/attachments/dicom/info", cancellationToken).ConfigureAwait(false))
        {
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                using JsonDocument info = await RestAnswer.JsonAsync(answer, cancellationToken).ConfigureAwait(false);
                if (info.RootElement.ValueKind != JsonValueKind.Object) return Presence.Unknown;
                if (info.RootElement.TryGetProperty("Damaged", out JsonElement damaged) && damaged.ValueKind == JsonValueKind.True) return Presence.Absent;
                md5 = RestAnswer.Field(info.RootElement, "UncompressedMD5");
                if (string.IsNullOrEmpty(md5)) return Presence.Unknown;
            }
        }

        return Compare(md5 ?? await Md5Async(instance, cancellationToken).ConfigureAwait(false), hash);
    }

    public async Task<ImportResult> StoreAsync(ImportItem item, CancellationToken cancellationToken)
    {
        if (item.CanReopen && Sniff(item) is { } refused) return refused;
        using HttpResponseMessage answer = await _server.SendAsync(() => Upload(item), item.CanReopen, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.Conflict) return ImportResult.Present();
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            string why = await RestAnswer.DetailsAsync(answer, cancellationToken).ConfigureAwait(false);
            return item.CanReopen && Classify(item, cancellationToken) is { } known ? known : new ImportResult(ImportKind.Refused, ImportReason.NotTaken, why);
        }

        using JsonDocument json = await RestAnswer.JsonAsync(answer, cancellationToken).ConfigureAwait(false);
        return RestAnswer.Field(json.RootElement, "Status") switch
        {
            "Success" => ImportResult.Stored,
            "AlreadyStored" => ImportResult.Present(ResourceId.TryParse(RestAnswer.Field(json.RootElement, "ID"), out ResourceId id) ? id : null),
            "FilteredOut" => ImportResult.Filtered(RestAnswer.Field(json.RootElement, "Reason")),
            { } status => new ImportResult(ImportKind.Refused, ImportReason.NotTaken, $"The server answers {status}"),
            null => new ImportResult(ImportKind.Refused, ImportReason.NotTaken, "The server's answer has no Status"),
        };
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Presence Compare(string? md5, ReadOnlyMemory<byte> hash) => md5 switch
    {
        null => Presence.Absent,
        _ when md5.Equals(Convert.ToHexString(hash.Span), StringComparison.OrdinalIgnoreCase) => Presence.Same,
        _ => Presence.Other,
    };

    /// <summary>For servers without the route <c>info</c>.</summary>
    private async Task<string?> Md5Async(ResourceId instance, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _server.GetAsync($"instances/{instance}/attachments/dicom/md5", cancellationToken).ConfigureAwait(false);
        return answer.StatusCode == HttpStatusCode.OK ? (await RestAnswer.TextAsync(answer, cancellationToken).ConfigureAwait(false)).Trim() : null;
    }

    private HttpRequestMessage Upload(ImportItem item)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Root, "instances")) { Content = new StreamContent(item.Open()) };
        request.Content.Headers.ContentType = new("application/dicom");
        request.Headers.ExpectContinue = item.Size is > AskFirst or < 0;
        return request;
    }

    /// <summary>What is no DICOM file by its first bytes is not sent at all; null for everything else.</summary>
    private static ImportResult? Sniff(ImportItem item)
    {
        using Stream file = item.Open();
        Span<byte> start = stackalloc byte[Sniffed];
        int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        using var reader = new DicomHeadReader();
        try
        {
            reader.Feed(start[..count]);
            if (count < start.Length) reader.Complete();
            return null;
        }
        catch (DicomFormatException e)
        {
            // All else is the server's to judge.
            return e.Fault == DicomFault.NotDicom ? Refusal.Of(e) : null;
        }
    }

    /// <summary>What a refused file is by our own reading; null if it looks like an instance.</summary>
    private ImportResult? Classify(ImportItem item, CancellationToken cancellationToken)
    {
        try
        {
            using Stream file = item.Open();
            ContentProbe.Read(file, Limits, Hash, cancellationToken);
            return null;
        }
        catch (DicomFormatException e)
        {
            return Refusal.Of(e);
        }
    }
}
