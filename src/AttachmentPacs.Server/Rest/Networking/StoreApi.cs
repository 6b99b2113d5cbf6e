using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Networking;

/// <summary>C-STORE of what is stored, to a modality (contract 1.13). The answer is that of Orthanc's job, given when all is sent.</summary>
internal static class StoreApi
{
    // Enough to see what is wrong; the log has them all.
    private const int MostFailures = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/modalities/{id}/store", StoreAsync).Needs(Role.Write);

    private static async Task<IResult> StoreAsync(
        string id, HttpContext http, ModalityRegistry modalities, InstanceSender sender, CommitmentUser commitment, ExportLog exports)
    {
        Modality modality = modalities.Require(id);
        (IReadOnlyList<ResourceId> resources, RequestFields fields) = await StoreBody.ReadAsync(http).ConfigureAwait(false);
        if (fields.Flag("Asynchronous") || !fields.Flag("Synchronous", absent: true))
        {
            throw new RestException(OrthancError.ParameterOutOfRange, "There are no jobs here: leave Asynchronous and Synchronous out, and wait for the answer");
        }

        var task = new StoreTask(
            CalledPeer.Of(modality, fields, http), resources, fields.Flag("Permissive"), MoveOriginator(fields), (ushort)fields.Number("MoveOriginatorID", 0, ushort.MaxValue, 0));
        StoreReport report = await SendAsync(sender, task, http.RequestAborted).ConfigureAwait(false);
        if (report.Failed.Count == 0) await exports.AddAsync(resources, modality.Name).ConfigureAwait(false);
        string? transaction = fields.Flag("StorageCommitment") && report.Sent.Count > 0
            ? await CommitmentRequestApi.AskAsync(
                commitment, task.Peer, [.. report.Sent.Select(each => new SopReference(each.SopClassUid, each.SopInstanceUid))], http.RequestAborted).ConfigureAwait(false)
            : null;
        return new JsonAnswer(json => Write(json, task, report, transaction));
    }

    private static async Task<StoreReport> SendAsync(InstanceSender sender, StoreTask task, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(task, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyNotFoundException e)
        {
            throw new RestException(OrthancError.InexistentItem, $"{e.Message}: nothing was sent");
        }
    }

    private static string MoveOriginator(RequestFields fields)
    {
        string title = AeTitles.Trim(fields.Text("MoveOriginatorAet", ""));
        return title.Length == 0 || AeTitles.IsValid(title)
            ? title
            : throw new RestException(OrthancError.BadParameterType, $"MoveOriginatorAet is \"{title}\": expected {AeTitles.Expected}");
    }

    private static void Write(Utf8JsonWriter json, StoreTask task, StoreReport report, string? transaction)
    {
        json.WriteStartObject();
        json.WriteString("Description", "REST API");
        json.WriteNumber("FailedInstancesCount", report.Failed.Count);
        if (report.Failed.Count > 0) WriteFailures(json, report.Failed);
        json.WriteNumber("InstancesCount", report.Sent.Count + report.Failed.Count);
        json.WriteString("LocalAet", task.Peer.LocalAeTitle);
        if (task.Resources.Count > 0)
        {
            json.WriteStartArray("ParentResources");
            foreach (ResourceId resource in task.Resources) json.WriteStringValue(resource.ToString());
            json.WriteEndArray();
        }

        json.WriteString("RemoteAet", task.Peer.AeTitle);
        if (transaction is not null) json.WriteString("StorageCommitmentTransactionUID", transaction);
        json.WriteEndObject();
    }

    private static void WriteFailures(Utf8JsonWriter json, IReadOnlyList<UnsentInstance> failed)
    {
        json.WriteStartArray("Failures");
        foreach ((OutgoingInstance instance, Exception failure) in failed.Take(MostFailures))
        {
            json.WriteStartObject();
            json.WriteString("Details", failure.Message);
            if (failure is DimseFailureException { Status: { } status }) json.WriteNumber("DimseErrorStatus", (int)status);
            json.WriteString("ID", instance.Id.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
