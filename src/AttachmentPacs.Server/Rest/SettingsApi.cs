using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.DimseServices.Storage;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>
/// Settings that the dialect lets a client write (contract 1.14). Here they are the configuration's or fixed: a client that sets what is set
/// already, as many do when they start, is told yes, and any other change is refused.
/// </summary>
internal static class SettingsApi
{
    /// <summary>How text is read whose data set names no character set.</summary>
    private const string DefaultEncoding = "Latin1";

    private const int MaxValue = 256;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tools/default-encoding", () => TextAnswer.Of(DefaultEncoding));
        routes.MapPut("/tools/default-encoding", async (HttpContext http) =>
        {
            string wanted = (await http.ReadTextAsync(MaxValue, "An encoding").ConfigureAwait(false)).Trim();
            return wanted == DefaultEncoding ? TextAnswer.Of(DefaultEncoding) : throw Fixed($"Text without a character set is read as {DefaultEncoding}");
        });
        routes.MapGet("/tools/unknown-sop-class-accepted", (ServerOptions options) => TextAnswer.Of(options.Dicom.UnknownSopClassAccepted ? 1 : 0));
        routes.MapPut("/tools/unknown-sop-class-accepted", async (HttpContext http, ServerOptions options) =>
        {
            bool wanted = QueryArguments.Boolean(await http.ReadTextAsync(MaxValue, "A boolean").ConfigureAwait(false));
            return wanted == options.Dicom.UnknownSopClassAccepted
                ? EmptyAnswer.Ok
                : throw Fixed($"Dicom:UnknownSopClassAccepted is {options.Dicom.UnknownSopClassAccepted} in the configuration");
        });
        routes.MapGet("/tools/accepted-sop-classes", () => JsonAnswers.Strings(StorageClasses.All));
        routes.MapGet("/tools/accepted-transfer-syntaxes", () => JsonAnswers.Strings(TransferSyntaxes.All));
        routes.MapPut("/tools/accepted-transfer-syntaxes", async (HttpContext http) =>
        {
            IReadOnlyList<string> wanted = Patterns(await http.ReadTextAsync(1 << 16, "A list of transfer syntaxes").ConfigureAwait(false));
            return TransferSyntaxes.All.All(uid => wanted.Any(pattern => IsMatch(uid, pattern)))
                ? JsonAnswers.Strings(TransferSyntaxes.All)
                : throw Fixed("Every transfer syntax is accepted");
        });
    }

    // One pattern as plain text or as a JSON string, or an array of them.
    private static IReadOnlyList<string> Patterns(string body)
    {
        if (body.TrimStart() is not ['[' or '"', ..]) return [body.Trim()];
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(each => each.GetString() ?? "")]
                : [json.RootElement.GetString() ?? ""];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RestException(OrthancError.BadJson, "Expected a transfer syntax, or a JSON array of them; * stands for any characters at the end");
        }
    }

    private static bool IsMatch(string uid, string pattern) =>
        pattern is [.., '*'] ? uid.StartsWith(pattern[..^1], StringComparison.Ordinal) : uid == pattern;

    private static RestException Fixed(string fact) => new(OrthancError.ForbiddenAccess, $"{fact}: a client cannot change it");
}
