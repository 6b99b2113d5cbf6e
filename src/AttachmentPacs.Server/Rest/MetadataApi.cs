using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads;

namespace AttachmentPacs.Server.Rest;

/// <summary>Metadata of the four levels (contract 1.4).</summary>
internal static class MetadataApi
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level)
    {
        RouteGroupBuilder group = routes.MapGroup($"/{level.Collection()}/{{id}}/metadata");
        group.MapGet("", (string id, HttpContext http, IIndex index, TypeRegistry types) => ListAsync(level, id, http, index, types)).IsShort();
        group.MapGet("/{name}", (string id, string name, HttpContext http, IIndex index, TypeRegistry types) => GetAsync(level, id, name, http, index, types))
            .IsShort();
        group.MapPut("/{name}", (string id, string name, HttpContext http, IIndex index, TypeRegistry types, ServerOptions options) =>
            PutAsync(level, id, name, http, index, types, options));
        group.MapDelete("/{name}", (string id, string name, HttpContext http, IIndex index, TypeRegistry types, ServerOptions options) =>
            DeleteAsync(level, id, name, http, index, types, options));
    }

    private static async Task<IResult> ListAsync(ResourceLevel level, string id, HttpContext http, IIndex index, TypeRegistry types)
    {
        (_, IReadOnlyList<MetadataRow> rows) = await index.RequireMetadataAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        bool isNumeric = http.Request.Flag("numeric");
        var named = rows.Select(row => (Name: isNumeric ? $"{row.Type}" : types.MetadataName(row.Type), row.Value))
            .OrderBy(each => each.Name, StringComparer.Ordinal);
        return isNumeric || http.Request.Flag("expand")
            ? JsonAnswers.Object(named, each => each.Name, (json, each) => json.WriteStringValue(each.Value))
            : JsonAnswers.Strings(named.Select(each => each.Name));
    }

    private static async Task<IResult> GetAsync(ResourceLevel level, string id, string name, HttpContext http, IIndex index, TypeRegistry types)
    {
        int type = types.Metadata(name);
        if (await FindAsync(level, id, type, http, index).ConfigureAwait(false) is not { } found) return EmptyAnswer.NotFound;
        EntityTag tag = TagOf(found.Row);
        tag.WriteTo(http.Response);
        return tag.IsNamedBy(http.Request.Headers.IfNoneMatch) ? EmptyAnswer.NotModified : TextAnswer.Of(found.Row.Value);
    }

    private static async Task<IResult> PutAsync(
        ResourceLevel level, string id, string name, HttpContext http, IIndex index, TypeRegistry types, ServerOptions options)
    {
        int type = types.Metadata(name);
        if (!MetadataType.IsUser(type)) return EmptyAnswer.Forbidden;
        ResourceRow resource = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        string value = await ReadValueAsync(http, options.Limits.MetadataBytes).ConfigureAwait(false);
        MetadataRow? existing = await index.MetadataAsync(resource.Key, type, http.RequestAborted).ConfigureAwait(false);
        Precondition precondition = Preconditions.ForPut(http, existing is { } row ? TagOf(row) : null, options.Http.CheckRevisions);
        WriteOutcome outcome = await index.PutMetadataAsync(resource.Id, type, value, precondition, http.RequestAborted).ConfigureAwait(false);
        if (!outcome.IsDone) return Preconditions.Refuse(outcome, level, id, name);
        TagOf(new MetadataRow(type, value, outcome.Revision)).WriteTo(http.Response);
        return EmptyAnswer.Ok;
    }

    private static async Task<IResult> DeleteAsync(
        ResourceLevel level, string id, string name, HttpContext http, IIndex index, TypeRegistry types, ServerOptions options)
    {
        int type = types.Metadata(name);
        if (!MetadataType.IsUser(type)) return EmptyAnswer.Forbidden;
        if (await FindAsync(level, id, type, http, index).ConfigureAwait(false) is not { } found) return EmptyAnswer.NotFound;
        Precondition precondition = Preconditions.ForExisting(http, TagOf(found.Row), options.Http.CheckRevisions);
        WriteOutcome outcome = await index.DeleteMetadataAsync(found.Resource.Id, type, precondition, http.RequestAborted).ConfigureAwait(false);
        return outcome.IsDone ? EmptyAnswer.Ok : Preconditions.Refuse(outcome, level, id, name);
    }

    private static async Task<(ResourceRow Resource, MetadataRow Row)?> FindAsync(
        ResourceLevel level, string id, int type, HttpContext http, IIndex index)
    {
        ResourceRow? resource = await index.FindAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        if (resource is null) return null;
        MetadataRow? row = await index.MetadataAsync(resource.Key, type, http.RequestAborted).ConfigureAwait(false);
        return row is { } found ? (resource, found) : null;
    }

    private static async Task<string> ReadValueAsync(HttpContext http, int limit)
    {
        await using Stream sent = UploadBody.OpenChecked(http);
        http.Request.Body = sent;
        byte[] body = await http.ReadBodyAsync(limit, "A metadata value (Limits:MetadataBytes)").ConfigureAwait(false);
        try
        {
            return StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            throw new RestException(OrthancError.BadRequest, "A metadata value is UTF-8 text; store other bytes as an attachment");
        }
    }

#pragma warning disable CA5351 // The dialect's ETag is made of MD5 (contract 1.4).
    private static EntityTag TagOf(MetadataRow row) => new(row.Revision, MD5.HashData(Encoding.UTF8.GetBytes(row.Value)));
#pragma warning restore CA5351
}
