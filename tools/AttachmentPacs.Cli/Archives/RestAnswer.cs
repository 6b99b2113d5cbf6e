using System.Globalization;
using System.Text.Json;

namespace AttachmentPacs.Cli.Archives;

/// <summary>Reads what servers answer.</summary>
internal static class RestAnswer
{
    private const int MostOfAnError = 16 << 10;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ArchiveUnavailableException">It is none: what answers is no such server.</exception>
    public static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonDocument.ParseAsync(body, default, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new ArchiveUnavailableException($"{answer.RequestMessage?.RequestUri} does not answer with JSON: is this the address of an archive?", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw BrokeOff(answer, e);
        }
    }

    /// <summary>The body as text.</summary>
    public static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw BrokeOff(answer, e);
        }
    }

    /// <summary>Status, and why: the field Details of the dialect's errors, else Message (contract 1.1).</summary>
    public static async Task<string> DetailsAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {answer.ReasonPhrase}");
        byte[] start = new byte[MostOfAnError];
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int count = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            using JsonDocument json = JsonDocument.Parse(start.AsMemory(0, count));
            string? why = Field(json.RootElement, "Details") ?? Field(json.RootElement, "Message");
            return why is null ? status : $"{why} ({status})";
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            // The reason is a help, not more: the status says enough to act on.
            return status;
        }
    }

    /// <summary>A whole number of an object; null if it has none.</summary>
    public static long? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : null;

    /// <summary>A text of an object; null if it has none.</summary>
    public static string? Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ArchiveUnavailableException BrokeOff(HttpResponseMessage answer, Exception e) =>
        new($"The answer of {answer.RequestMessage?.RequestUri} broke off: {e.Message}", e);
}
