using System.Text.Json;
using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Networking;

/// <summary>Asks a modality whether it keeps instances (contract 1.13); /storage-commitment/{id} tells the outcome.</summary>
internal static class CommitmentRequestApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/modalities/{id}/storage-commitment", HandleAsync).Needs(Role.Write);

    /// <summary>Asks, and returns the Transaction UID.</summary>
    /// <exception cref="RestException">There is nothing to ask for: 400; too many wait: 503.</exception>
    public static async Task<string> AskAsync(CommitmentUser user, RemoteEntity peer, IReadOnlyList<SopReference> instances, CancellationToken cancellationToken)
    {
        try
        {
            return await user.AskAsync(peer, instances, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new RestException(OrthancError.BadFileFormat, e.Message);
        }
        catch (CommitmentLimitException e)
        {
            throw new RestException(OrthancError.DatabaseUnavailable, e.Message);
        }
    }

    private static async Task<IResult> HandleAsync(string id, HttpContext http, ModalityRegistry modalities, IIndex index, CommitmentUser user)
    {
        Modality modality = modalities.Require(id);
        RequestFields fields = await RequestFields.ReadAsync(http).ConfigureAwait(false);
        RemoteEntity peer = CalledPeer.Of(modality, fields, http);
        string uid = await AskAsync(user, peer, await ReferencesAsync(fields, index, http.RequestAborted).ConfigureAwait(false), http.RequestAborted).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("ID", uid);
            json.WriteString("Path", StorageCommitmentApi.PathOf(uid));
            json.WriteEndObject();
        });
    }

    private static async Task<IReadOnlyList<SopReference>> ReferencesAsync(RequestFields fields, IIndex index, CancellationToken cancellationToken)
    {
        List<SopReference> references = [];
        if (fields.Find("DicomInstances") is { } named)
        {
            if (named.ValueKind != JsonValueKind.Array) throw Wrong(named);
            references.AddRange(named.EnumerateArray().Select(Reference));
        }

        if (fields.Find("Resources") is not { } resources) return references;
        try
        {
            references.AddRange(await CommitmentReferences.OfResourcesAsync(index, StoreBody.Ids(resources), cancellationToken).ConfigureAwait(false));
            return references;
        }
        catch (KeyNotFoundException e)
        {
            throw new RestException(OrthancError.InexistentItem, $"{e.Message}: nothing was asked for");
        }
    }

    private static SopReference Reference(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2 && json.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String))
        {
            return new SopReference(json[0].GetString()!, json[1].GetString()!);
        }

        if (json.ValueKind != JsonValueKind.Object) throw Wrong(json);
        var fields = new RequestFields(json);
        return new SopReference(fields.Text("SOPClassUID", ""), fields.Text("SOPInstanceUID", ""));
    }

    private static RestException Wrong(JsonElement json) =>
        RequestFields.Wrong("DicomInstances", json, "an array of {\"SOPClassUID\", \"SOPInstanceUID\"}");
}
