using System.Text;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Server.Rest.Dialect;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>A form (multipart/form-data, RFC 7578) whose files are uploaded.</summary>
internal static class FormUpload
{
    // RFC 2046 5.1.1
    private const int LongestBoundary = 70;
    private const int BufferSize = 64 << 10;
    private const int MostPartHeaders = 16;
    private const int MostPartHeaderBytes = 16 << 10;

    private static readonly byte[] Dashes = "--"u8.ToArray();

    /// <summary>The boundary of a body that is a form, by its type and by its first bytes; null if it is none.</summary>
    public static async ValueTask<string?> BoundaryOfAsync(HttpRequest request, SniffedBody body)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)) return null;
        string? boundary = type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (boundary is not { Length: > 0 and <= LongestBoundary }) return null;
        CancellationToken aborted = request.HttpContext.RequestAborted;
        if (await body.StartsWithAsync(Dashes, aborted).ConfigureAwait(false)) return boundary;

        // RFC 2046 5.1.1: a preamble may come first, if only a line end. What is a DICOM file by its own bytes has none.
        bool hasPreamble = await body.HasAsync(Encoding.ASCII.GetBytes($"\n--{boundary}"), aborted).ConfigureAwait(false);
        return hasPreamble && !await body.IsDicomAsync(aborted).ConfigureAwait(false) ? boundary : null;
    }

    /// <summary>Stores its files, archives among them, too. The answer is empty (contract 1.5).</summary>
    /// <exception cref="ImportException">It ended before its last part, or nothing was stored.</exception>
    public static async Task<IResult> StoreAsync(
        HttpContext http, SniffedBody body, string boundary, MemberImporter importer, IngestOrigin origin, ServerOptions options)
    {
        bool isWhole = ImportAnswer.IsWhole(http.Request);
        ImportReport report = await importer.RunAsync(
            origin, ZipUpload.Limits(options),
            session => FeedAsync(session, body, boundary, options.Limits.ZipEntries, http.RequestAborted)).ConfigureAwait(false);
        if (report.Instances.Count > 0) return ImportAnswer.Of(http, isWhole, report, EmptyAnswer.Ok);
        throw new ImportException(
            new RestException(OrthancError.BadFileFormat, "Nothing of the form was stored: Skipped says why; its files must be parts with a file name, or DICOM or ZIP"),
            report);
    }

    private static async Task FeedAsync(ImportSession session, Stream body, string boundary, int limit, CancellationToken cancellationToken)
    {
        var source = new SourceStream(body);
        var reader = new MultipartReader(boundary, source, BufferSize) { HeadersCountLimit = MostPartHeaders, HeadersLengthLimit = MostPartHeaderBytes };
        for (int count = 0; await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } part; count++)
        {
            if (count == limit) throw new InflationException($"The form has more than {limit} parts (Limits:ZipEntries): send fewer at a time");
            await AddAsync(session, part, cancellationToken).ConfigureAwait(false);
        }

        // What encloses the form has an end to be checked, too.
        await source.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not SenderException)
        {
            throw new InvalidDataException("The form is cut off: its last boundary is missing", e);
        }
    }

    private static async Task AddAsync(ImportSession session, MultipartSection part, CancellationToken cancellationToken)
    {
        ContentDispositionHeaderValue? disposition = part.GetContentDispositionHeader();
        string name = Unquoted(disposition?.FileNameStar) ?? Unquoted(disposition?.FileName) ?? "";
        await using var body = new SniffedBody(new PartBody(part.Body));
        if (await ZipUpload.IsOneAsync(body, cancellationToken).ConfigureAwait(false))
        {
            await session.AddZipAsync(body, cancellationToken).ConfigureAwait(false);
        }
        else if (name.Length > 0 || await body.IsDicomAsync(cancellationToken).ConfigureAwait(false))
        {
            await session.AddAsync(name, body, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? Unquoted(Microsoft.Extensions.Primitives.StringSegment? text) =>
        text is { Length: > 0 } value && HeaderUtilities.RemoveQuotes(value).Value is { Length: > 0 } unquoted ? MemberName.Of(unquoted) : null;

    /// <summary>One part of a form that may be cut off within it.</summary>
    private sealed class PartBody(Stream part) : ForwardStream
    {
        private long _received;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                int count = await part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                _received += count;
                return count;
            }
            catch (IOException e) when (e is not SenderException)
            {
                throw new SenderException(_received, new InvalidDataException("the form ends without its last boundary", e));
            }
        }
    }
}
