using AttachmentPacs.Core;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads;
using AttachmentPacs.Server.Rest.Uploads.Idempotency;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.Rest;

/// <summary>Attachments of the four levels: everything but their bytes (contract 1.3; those are in <see cref="AttachmentDataApi"/>).</summary>
internal static class AttachmentsApi
{
    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level)
    {
        RouteGroupBuilder group = routes.MapGroup($"/{level.Collection()}/{{id}}/attachments");
        group.MapGet("", (string id, HttpContext http, IIndex index, TypeRegistry types, Quirks quirks) => ListAsync(level, id, http, index, types, quirks))
            .IsShort();
        group.MapGet("/{name}", (string id, string name, HttpContext http, IIndex index, TypeRegistry types) =>
            WithAsync(level, id, name, http, index, types, Operations)).IsShort();
        group.MapPut("/{name}", (string id, string name, HttpContext http, AttachmentWriter writer, IIndex index, TypeRegistry types, ServerOptions options, IdempotencyKeys keys) =>
            PutAsync(level, id, name, http, writer, index, types, options, keys));
        group.MapDelete("/{name}", (string id, string name, HttpContext http, IIndex index, TypeRegistry types, ServerOptions options, IdempotencyKeys keys) =>
            DeleteAsync(level, id, name, http, index, types, options, keys));
        foreach ((string part, Func<AttachmentRow, IResult> answer) in Parts)
        {
            group.MapGet($"/{{name}}/{part}", (string id, string name, HttpContext http, IIndex index, TypeRegistry types) =>
                WithAsync(level, id, name, http, index, types, answer)).IsShort();
        }

        group.MapPost("/{name}/verify-md5", (string id, string name, HttpContext http, IIndex index, AttachmentReader reader, TypeRegistry types) =>
            VerifyAsync(level, id, name, http, index, reader, types)).Needs(Role.Read);
        group.MapPost("/{name}/compress", (string id, string name, HttpContext http, IIndex index, AttachmentWriter writer, TypeRegistry types) =>
            RecodeAsync(level, id, name, Compression.Zlib, http, index, writer, types));
        group.MapPost("/{name}/uncompress", (string id, string name, HttpContext http, IIndex index, AttachmentWriter writer, TypeRegistry types) =>
            RecodeAsync(level, id, name, Compression.None, http, index, writer, types));
    }

    private static IEnumerable<(string Part, Func<AttachmentRow, IResult> Answer)> Parts =>
    [
        ("size", row => TextAnswer.Of(row.Blob.UncompressedSize)),
        ("compressed-size", row => TextAnswer.Of(row.Blob.CompressedSize)),
        ("md5", row => Md5(row.Blob.UncompressedMd5)),
        ("compressed-md5", row => Md5(row.Blob.CompressedMd5)),
        ("is-compressed", row => TextAnswer.Of(IsCompressed(row) ? 1 : 0)),
        ("info", row => new JsonAnswer(json => WriteInfo(json, row))),
    ];

    /// <summary>The six fields of an attachment (contract 1.3), and ours.</summary>
    public static void WriteInfo(System.Text.Json.Utf8JsonWriter json, AttachmentRow row)
    {
        json.WriteStartObject();
        json.WriteString("CompressedMD5", Hex(row.Blob.CompressedMd5));
        json.WriteNumber("CompressedSize", row.Blob.CompressedSize);
        json.WriteNumber("ContentType", row.Type);
        if (row.Damaged) json.WriteBoolean("Damaged", true);
        json.WriteString("UncompressedMD5", Hex(row.Blob.UncompressedMd5));
        json.WriteNumber("UncompressedSize", row.Blob.UncompressedSize);
        json.WriteString("Uuid", row.Blob.Uuid.ToString("D"));
        json.WriteEndObject();
    }

    public static bool IsCompressed(AttachmentRow row) => IsCompressed(row.Blob);

    public static bool IsCompressed(BlobRow blob) => blob.CompressionType != (int)Codec.None;

    public static EntityTag TagOf(AttachmentRow row) => new(row.Revision, row.Blob.UncompressedMd5);

    /// <summary>Finds the attachment that a path names, sets ETag, and answers 304 where the client has it already.</summary>
    public static async Task<IResult> WithAsync(
        ResourceLevel level, string id, string name, HttpContext http, IIndex index, TypeRegistry types, Func<AttachmentRow, IResult> answer)
    {
        Attachment attachment = await RequireAsync(level, id, name, http, index, types).ConfigureAwait(false);
        EntityTag tag = TagOf(attachment.Row);
        tag.WriteTo(http.Response);
        return tag.IsNamedBy(http.Request.Headers.IfNoneMatch) ? EmptyAnswer.NotModified : answer(attachment.Row);
    }

    /// <summary>The attachment that a path names.</summary>
    /// <exception cref="RestException">Unknown name, resource or attachment: 404.</exception>
    public static async Task<Attachment> RequireAsync(
        ResourceLevel level, string id, string name, HttpContext http, IIndex index, TypeRegistry types)
    {
        int type = types.Content(name);
        (ResourceRow resource, AttachmentRow? row) = await index.RequireAttachmentAsync(level, id, type, http.RequestAborted).ConfigureAwait(false);
        return row is not null
            ? new Attachment(resource, row)
            : throw new RestException(OrthancError.UnknownResource, $"{level} {id} has no attachment {name}");
    }

    private static async Task<IResult> ListAsync(
        ResourceLevel level, string id, HttpContext http, IIndex index, TypeRegistry types, Quirks quirks)
    {
        ResourceRow resource = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<AttachmentRow> rows = await index.AttachmentsAsync(resource.Key, http.RequestAborted).ConfigureAwait(false);
        var names = rows.Where(row => row.Type != AttachmentType.DicomAsJson || quirks.ShowsSummary)
            .Select(row => (Name: types.ContentName(row.Type), row.Type))
            .OrderBy(each => each.Name, StringComparer.Ordinal);
        return http.Request.Flag("full")
            ? JsonAnswers.Object(names, each => each.Name, (json, each) => json.WriteNumberValue(each.Type))
            : JsonAnswers.Strings(names.Select(each => each.Name));
    }

    private static IResult Operations(AttachmentRow row)
    {
        List<string> operations = ["compress", "compressed-data", "compressed-size", "data", "info", "is-compressed", "size", "uncompress"];
        if (row.Blob.CompressedMd5 is not null) operations.Add("compressed-md5");
        if (row.Blob.UncompressedMd5 is not null) operations.AddRange(["md5", "verify-md5"]);
        return JsonAnswers.Strings(operations.Order(StringComparer.Ordinal));
    }

    private static async Task<IResult> PutAsync(
        ResourceLevel level, string id, string name, HttpContext http, AttachmentWriter writer, IIndex index, TypeRegistry types, ServerOptions options,
        IdempotencyKeys keys)
    {
        int type = types.Content(name);
        if (!AttachmentType.IsUser(type)) return EmptyAnswer.Forbidden;
        (ResourceRow resource, AttachmentRow? existing) = await index.RequireAttachmentAsync(level, id, type, http.RequestAborted).ConfigureAwait(false);
        using KeyedRequest? keyed = keys.Begin(http, TargetOf(resource, type));
        await using Stream body = UploadBody.Open(http, options);
        if (keyed is not null && await keyed.FindAsync(body, http.RequestAborted).ConfigureAwait(false) is { } done)
        {
            new EntityTag(done.Revision, done.Md5).WriteTo(http.Response);
            return JsonAnswer.Empty;
        }

        Precondition precondition = Preconditions.ForPut(http, existing is null ? null : TagOf(existing), options.Http.CheckRevisions) with { Once = keyed?.Key };
        WriteOutcome outcome = await writer.PutAsync(resource.Id, type, body, precondition, http.RequestAborted).ConfigureAwait(false);
        if (!outcome.IsDone) return Preconditions.Refuse(outcome, level, id, name);
        new EntityTag(outcome.Revision, outcome.Md5).WriteTo(http.Response);
        return JsonAnswer.Empty;
    }

    private static async Task<IResult> DeleteAsync(
        ResourceLevel level, string id, string name, HttpContext http, IIndex index, TypeRegistry types, ServerOptions options, IdempotencyKeys keys)
    {
        int type = types.Content(name);
        if (!AttachmentType.IsUser(type) && type != AttachmentType.DicomAsJson) return EmptyAnswer.Forbidden;
        if (await index.FindAttachmentAsync(level, id, type, http.RequestAborted).ConfigureAwait(false) is not { } found) return EmptyAnswer.NotFound;
        (ResourceRow resource, AttachmentRow? existing) = found;
        using KeyedRequest? keyed = keys.Begin(http, TargetOf(resource, type));
        if (keyed is not null && await keyed.FindAsync(Stream.Null, http.RequestAborted).ConfigureAwait(false) is not null) return EmptyAnswer.Ok;
        if (existing is null) return EmptyAnswer.NotFound;

        Precondition precondition = Preconditions.ForExisting(http, TagOf(existing), options.Http.CheckRevisions && AttachmentType.IsUser(type)) with { Once = keyed?.Key };
        WriteOutcome outcome = await index.DeleteAttachmentAsync(resource.Id, type, precondition, http.RequestAborted).ConfigureAwait(false);
        return outcome.IsDone ? EmptyAnswer.Ok : Preconditions.Refuse(outcome, level, id, name);
    }

    private static string TargetOf(ResourceRow resource, int type) => $"{Levels.PathOf(resource.Level, resource.Id)}/attachments/{type}";

    // Contract 1.3: mismatch, absence and a missing MD5 are all the same empty 400; the log and the index say which.
    private static async Task<IResult> VerifyAsync(
        ResourceLevel level, string id, string name, HttpContext http, IIndex index, AttachmentReader reader, TypeRegistry types)
    {
        int type = types.Content(name);
        ResourceRow? resource = await index.FindAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        if (resource is null) return EmptyAnswer.BadRequest;
        AttachmentRow? row = await index.AttachmentAsync(resource.Key, type, http.RequestAborted).ConfigureAwait(false);
        if (row?.Blob.UncompressedMd5 is null) return EmptyAnswer.BadRequest;
        BlobVerdict verdict = await reader.VerifyAsync(new Attachment(resource, row), http.RequestAborted).ConfigureAwait(false);
        return verdict.Healthy ? JsonAnswer.Empty : EmptyAnswer.BadRequest;
    }

    private static async Task<IResult> RecodeAsync(
        ResourceLevel level, string id, string name, Compression target, HttpContext http, IIndex index, AttachmentWriter writer, TypeRegistry types)
    {
        Attachment attachment = await RequireAsync(level, id, name, http, index, types).ConfigureAwait(false);
        WriteOutcome outcome = await writer.RecodeAsync(attachment, target, http.RequestAborted).ConfigureAwait(false);
        return outcome.IsDone ? JsonAnswer.Empty : Preconditions.Refuse(outcome, level, id, name);
    }

    private static IResult Md5(byte[]? md5) => md5 is null ? EmptyAnswer.NotFound : TextAnswer.Of(Hex(md5));

    private static string Hex(byte[]? md5) => md5 is null ? "" : Convert.ToHexStringLower(md5);
}
