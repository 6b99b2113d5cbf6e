using System.Globalization;
using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Networking;

/// <summary>The fields of a JSON object that a client sends; those that nobody asks for are passed over, as in Orthanc.</summary>
internal sealed class RequestFields(JsonElement json)
{
    /// <summary>Reads the body of a request; an empty one has no fields.</summary>
    /// <exception cref="RestException">It is no JSON object: 400, or longer than Limits:JsonBytes: 413.</exception>
    public static async Task<RequestFields> ReadAsync(HttpContext http)
    {
        int limit = http.RequestServices.GetRequiredService<ServerOptions>().Limits.JsonBytes;
        byte[] body = await http.ReadBodyAsync(limit, "A JSON body (Limits:JsonBytes)", StatusCodes.Status413PayloadTooLarge).ConfigureAwait(false);
        return Parse(body.AsSpan().Trim(" \t\r\n"u8).IsEmpty ? "{}"u8.ToArray() : body);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static RequestFields Parse(byte[] body)
    {
        JsonElement json = ParseJson(body);
        return json.ValueKind == JsonValueKind.Object
            ? new RequestFields(json)
            : throw new RestException(OrthancError.BadFileFormat, "The body is no JSON object");
    }

    /// <summary>A body as JSON of any kind.</summary>
    /// <exception cref="RestException">It is none: 400.</exception>
    public static JsonElement ParseJson(byte[] body)
    {
        using JsonDocument document = SmallBody.ParseJson(body);
        return document.RootElement.Clone();
    }

    public bool Has(string key) => json.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The value of a key; null if it is absent.</summary>
    public JsonElement? Find(string key) => Has(key) ? json.GetProperty(key) : null;

    public string Text(string key, string absent) => Find(key) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        { } value => throw Wrong(key, value, "a string"),
    };

    public bool Flag(string key, bool absent = false) => Find(key) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        { } value => throw Wrong(key, value, "true or false"),
    };

    // The dialect takes numbers as text, too.
    public int Number(string key, int least, int most, int absent)
    {
        if (Find(key) is not { } value) return absent;
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Wrong(key, value, $"a whole number of {least} to {most}");
    }

    public static RestException Wrong(string key, JsonElement value, string expected) =>
        new(OrthancError.BadParameterType, $"{key} is {value.GetRawText()}: expected {expected}");
}
