using System.Text.Json;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Common shapes of JSON answers.</summary>
internal static class JsonAnswers
{
    /// <summary>An array of strings.</summary>
    public static IResult Strings(IEnumerable<string> values) => new JsonAnswer(json =>
    {
        json.WriteStartArray();
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    });

    /// <summary>An object with a key for each.</summary>
    public static IResult Object<T>(IEnumerable<T> values, Func<T, string> key, Action<Utf8JsonWriter, T> write) => new JsonAnswer(json =>
    {
        json.WriteStartObject();
        foreach (T value in values)
        {
            json.WritePropertyName(key(value));
            write(json, value);
        }

        json.WriteEndObject();
    });
}
