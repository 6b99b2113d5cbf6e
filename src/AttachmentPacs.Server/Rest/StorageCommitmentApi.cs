using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>What became of the storage commitments that this archive asked for (contract 1.13).</summary>
internal static class StorageCommitmentApi
{
    /// <summary>Where a request is looked at: <c>Path</c> of the answer to whoever made it.</summary>
    public static string PathOf(string transactionUid) => $"/storage-commitment/{transactionUid}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/storage-commitment/{id}", GetAsync);
        routes.MapPost("/storage-commitment/{id}/remove", RemoveAsync).Needs(Role.Delete);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string id, CommitmentRequests requests)
    {
        CommitmentStatus status = await FindAsync(http, id, requests).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            if (status.Row.Problem.Length > 0) json.WriteString("Details", status.Row.Problem);
            json.WriteStartArray("Failures");
            foreach ((SopReference reference, int reason) in status.Failed)
            {
                json.WriteStartObject();
                json.WriteString("Description", FailureReason.Describe(reason));
                json.WriteNumber("FailureReason", reason);
                json.WriteString("SOPClassUID", reference.SopClassUid);
                json.WriteString("SOPInstanceUID", reference.SopInstanceUid);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("RemoteAET", status.Row.RemoteAeTitle);
            json.WriteString("Status", status.Word);
            json.WriteStartArray("Success");
            foreach (SopReference reference in status.Succeeded)
            {
                json.WriteStartObject();
                json.WriteString("SOPClassUID", reference.SopClassUid);
                json.WriteString("SOPInstanceUID", reference.SopInstanceUid);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string id, CommitmentRequests requests, CommittedInstances instances)
    {
        CommitmentStatus status = await FindAsync(http, id, requests).ConfigureAwait(false);
        if (!status.IsSuccess)
        {
            throw new RestException(
                OrthancError.BadSequenceOfCalls, $"Storage commitment {id} is {status.Word}: only what is all safe elsewhere is removed", StatusCodes.Status409Conflict);
        }

        await instances.RemoveAsync(status, http.RequestAborted).ConfigureAwait(false);
        return JsonAnswer.Empty;
    }

    private static async Task<CommitmentStatus> FindAsync(HttpContext http, string id, CommitmentRequests requests) =>
        await requests.FindAsync(id, http.RequestAborted).ConfigureAwait(false)
        ?? throw new RestException(OrthancError.InexistentItem, $"There is no storage commitment {id}");
}
