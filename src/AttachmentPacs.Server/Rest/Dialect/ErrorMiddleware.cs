using AttachmentPacs.Core;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Plugins.Calls;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dimse;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Rest.Uploads;
using AttachmentPacs.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// Turns exceptions into error answers of the dialect. A reply that has begun cannot be turned any more: its connection is cut, so that the
/// client sees a failure and no short success.
/// </summary>
internal sealed class ErrorMiddleware(RequestDelegate next, Quirks quirks, TimeProvider time, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http).ConfigureAwait(false);
            if (http.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false } && http.GetEndpoint() is null)
            {
                await AnswerAsync(http, StatusCodes.Status404NotFound, OrthancError.UnknownResource, null).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (http.RequestAborted.IsCancellationRequested || e.InnerException is ConnectionAbortedException)
        {
            log.ClientGone(http.Request.Method, http.Request.Path);
        }
        catch (AccessException e)
        {
            http.Response.Clear();
            http.Response.Headers.XContentTypeOptions = "nosniff";
            e.SetHeaders(http.Response.Headers);
            await AnswerAsync(http, e.Status, e.Error, e.Message).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            (Exception e, ImportReport? report) = thrown is ImportException import ? (import.Cause, import.Report) : (thrown, null);
            (int status, OrthancError error, string? details) = Classify(e);
            if (error == OrthancError.InternalError) log.RequestFailed(e, http.Request.Method, http.Request.Path, status);
            else if (status >= StatusCodes.Status500InternalServerError) log.RequestRefused(http.Request.Method, http.Request.Path, status, e.Message);
            if (http.Response.HasStarted)
            {
                log.ReplyCut(http.Request.Method, http.Request.Path, e.Message);
                http.Abort();
                return;
            }

            string? contentRange = http.Response.Headers.ContentRange;
            string? connection = http.Response.Headers.Connection;
            http.Response.Clear();
            if (connection is not null) http.Response.Headers.Connection = connection;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            if (status == StatusCodes.Status416RangeNotSatisfiable) http.Response.Headers.ContentRange = contentRange;
            if (status == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = "1";
            if (e is RestException { Header: { } header }) http.Response.Headers[header.Name] = header.Value;
            if (report is not null) await RestOfBody.PassAsync(http, report, time).ConfigureAwait(false);
            await AnswerAsync(http, status, error, details, report).ConfigureAwait(false);
        }
    }

    private (int Status, OrthancError Error, string? Details) Classify(Exception exception) => exception switch
    {
        RestException e => (e.Error == OrthancError.UnknownDicomTag ? quirks.UnknownTagStatus : e.Status, e.Error, e.Message),
        DicomFormatException { Fault: DicomFault.NotIdentified, Offset: 0 } e
            => (StatusCodes.Status404NotFound, OrthancError.InexistentTag, e.Message),
        DicomFormatException e => (StatusCodes.Status400BadRequest, OrthancError.BadFileFormat, e.Message),
        BadHttpRequestException e => (e.StatusCode, OrthancError.BadRequest, e.Message),
        SenderException { InnerException: InflationException inner } => (StatusCodes.Status413PayloadTooLarge, OrthancError.BadRequest, inner.Message),
        SenderException { InnerException: BadHttpRequestException inner } => (inner.StatusCode, OrthancError.BadRequest, inner.Message),
        // A body that was kept aside in the store: not the sender's doing.
        SenderException { InnerException: (BlobCorruptException or BlobUnreadableException) and { } inner } => Classify(inner),
        IngestBudgetException e => (StatusCodes.Status503ServiceUnavailable, OrthancError.DatabaseUnavailable, e.Message),
        AssociationException or DimseFailureException => (StatusCodes.Status500InternalServerError, OrthancError.NetworkProtocol, exception.Message),
        FilterUnavailableException e => (StatusCodes.Status503ServiceUnavailable, OrthancError.DatabaseUnavailable, e.Message),
        SenderException e => (StatusCodes.Status400BadRequest, OrthancError.BadRequest, e.Message),
        InflationException e => (StatusCodes.Status413PayloadTooLarge, OrthancError.BadRequest, e.Message),
        InvalidDataException e => (StatusCodes.Status400BadRequest, OrthancError.BadFileFormat, e.Message),
        StorageFullException e => (StatusCodes.Status507InsufficientStorage, OrthancError.FullStorage, e.Message),
        IndexFullException e => (StatusCodes.Status507InsufficientStorage, OrthancError.FullStorage, e.Message),
        IndexUnavailableException e => (StatusCodes.Status503ServiceUnavailable, OrthancError.DatabaseUnavailable, e.Message),
        BlobCorruptException e => (StatusCodes.Status500InternalServerError, OrthancError.CorruptedFile, e.Message),
        BlobUnreadableException e => (StatusCodes.Status500InternalServerError, OrthancError.CorruptedFile, $"Blob {e.Id} cannot be read: its medium failed"),
        BlobMissingException e => (StatusCodes.Status500InternalServerError, OrthancError.InexistentFile, $"Blob {e.Id} is missing from the store"),
        _ => (StatusCodes.Status500InternalServerError, OrthancError.InternalError, "See the server's log"),
    };

    private async Task AnswerAsync(HttpContext http, int status, OrthancError error, string? details, ImportReport? report = null)
    {
        http.Response.StatusCode = status;
        string uri = http.Items[PathMiddleware.OriginalPath] as string ?? http.Request.Path.Value ?? "/";
        await new JsonAnswer(json =>
        {
            json.WriteStartObject();
            if (details is not null) json.WriteString("Details", details);
            json.WriteString("HttpError", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("HttpStatus", status);
            if (report is not null) UploadJson.WriteInstances(json, report);
            json.WriteString("Message", error.Words());
            json.WriteString("Method", http.Request.Method);
            json.WriteString("OrthancError", error.Words());
            json.WriteNumber("OrthancStatus", (int)error);
            if (report is not null) UploadJson.WriteSkipped(json, report);
            json.WriteString("Uri", uri);
            json.WriteEndObject();
        }, quirks.ErrorMediaType).ExecuteAsync(http).ConfigureAwait(false);
    }
}
