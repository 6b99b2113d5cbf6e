using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.OpenApi;

/// <summary>The served description, and whether answers keep to it.</summary>
internal sealed class DescribedApi(JsonElement document)
{
    private static readonly string[] Verbs = ["get", "put", "post", "delete"];

    private readonly SchemaCheck _schemas = new(document);

    public JsonElement Document { get; } = document;

    /// <summary>Every operation with its method, in capitals, and its path.</summary>
    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations => Document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(each => (each.Name.ToUpperInvariant(), path.Name, each.Value)));

    public static async Task<DescribedApi> ReadAsync(RunningServer server) => new((await server.Client.GetAsync("/openapi/v1.json")).IsOk().Json);

    /// <summary>The parameters of an operation, references followed.</summary>
    public IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out JsonElement list) ? list.EnumerateArray().Select(_schemas.Resolve) : [];

    /// <summary>Fails unless status, media type, headers and body of an answer are as described; returns the answer.</summary>
    public Reply Check(string method, string path, Reply reply)
    {
        Assert.Contains(method.ToLowerInvariant(), Verbs);
        string plain = path.Split('?')[0];
        (_, string template, JsonElement operation) = Operations.Where(each => each.Method == method && IsMatch(each.Path, plain))
            .OrderBy(each => each.Path.Count(letter => letter == '{')).ThenByDescending(each => each.Path.Length).First();
        JsonElement responses = operation.GetProperty("responses");
        string status = ((int)reply.Status).ToString(CultureInfo.InvariantCulture);
        JsonElement response = _schemas.Resolve(responses.TryGetProperty(status, out JsonElement known) ? known : responses.GetProperty("default"));
        string where = $"{method} {path} ({template}): {status}";
        foreach (string header in Names(response, "headers"))
        {
            JsonElement described = _schemas.Resolve(response.GetProperty("headers").GetProperty(header));
            bool isAlwaysThere = described.TryGetProperty("required", out JsonElement required) && required.GetBoolean();
            Assert.True(reply[header] is not null || !isAlwaysThere, $"{where} has no header {header}");
            if (reply[header] is not { } value) continue;
            Assert.Empty(_schemas.Problems(JsonSerializer.SerializeToElement(value), described.GetProperty("schema"), $"{where} {header}"));
        }

        CheckBody(reply, response, where, isFailure: (int)reply.Status >= 400);
        return reply;
    }

    private void CheckBody(Reply reply, JsonElement response, string where, bool isFailure)
    {
        // The dialect leaves the body of some failures empty, and what has no described body must have none.
        if (!response.TryGetProperty("content", out JsonElement contents) || (isFailure && reply.Body.Length == 0))
        {
            Assert.True(reply.Body.Length == 0, $"{where} has a body that is not described: {reply.Text}");
            return;
        }

        string mediaType = reply.ContentType!.Split(';')[0];
        Assert.True(
            contents.TryGetProperty(mediaType, out JsonElement content) || contents.TryGetProperty("*/*", out content), $"{where} is {mediaType}, which is not described");
        JsonElement schema = _schemas.Resolve(content.GetProperty("schema"));
        if (schema.TryGetProperty("format", out JsonElement format) && format.GetString() == "binary") return;
        JsonElement value = mediaType == "application/json" ? reply.Json : JsonSerializer.SerializeToElement(reply.Text);
        Assert.Empty(_schemas.Problems(value, schema, where));
    }

    private static IEnumerable<string> Names(JsonElement node, string member) =>
        node.TryGetProperty(member, out JsonElement found) ? found.EnumerateObject().Select(each => each.Name) : [];

    private static bool IsMatch(string template, string path) =>
        Regex.IsMatch(path, "^" + Regex.Replace(Regex.Escape(template), @"\\\{(\w+)}", match => match.Groups[1].Value == "path" ? ".+" : "[^/]+") + "$");
}
