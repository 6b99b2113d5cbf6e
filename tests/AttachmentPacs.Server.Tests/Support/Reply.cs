using System.Net;
using System.Text;
using System.Text.Json;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>An answer, read whole.</summary>
internal sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;

    /// <summary>The media type with its parameters; null if there is none.</summary>
    public string? ContentType => this["Content-Type"];

    public string? ETag => this["ETag"];

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>A string in the JSON object.</summary>
    public string Field(string name) => Json.GetProperty(name).GetString()!;

    /// <summary>The JSON array of strings.</summary>
    public string[] Strings => [.. Json.EnumerateArray().Select(each => each.GetString()!)];

    /// <summary>The names in the JSON object, in their order.</summary>
    public string[] Keys => [.. Json.EnumerateObject().Select(each => each.Name)];

    /// <summary>Fails unless the status is this one, showing the answer.</summary>
    public Reply Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"expected {(int)status}, got {(int)Status}: {Text[..Math.Min(Text.Length, 400)]}");
        return this;
    }

    public Reply IsOk() => Is(HttpStatusCode.OK);

    /// <summary>Fails unless the body is the dialect's error object with this code (contract 1.1).</summary>
    public Reply IsError(HttpStatusCode status, int orthancStatus)
    {
        Is(status);
        Assert.Equal((int)status, Json.GetProperty("HttpStatus").GetInt32());
        Assert.Equal(orthancStatus, Json.GetProperty("OrthancStatus").GetInt32());
        return this;
    }

    /// <summary>Fails unless status is this one and the body is empty.</summary>
    public Reply IsEmpty(HttpStatusCode status)
    {
        Is(status);
        Assert.Empty(Body);
        return this;
    }
}
