using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>From a connection to an association, on the side that is asked (PS3.8 9.2, states 2 and 3). All of it within ARTIM.</summary>
/// <param name="options">Limits, timeouts and TLS.</param>
/// <param name="handler">Judges requests, and is told of those that come to nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class AssociationAcceptor(ListenerOptions options, IAssociationHandler handler, TimeProvider time)
{
    // RFC 8446 5.1: what a TLS client begins with.
    private const int TlsHandshake = 22;

    private static readonly AssociationEnd s_rejected = new(EndKind.Released, null, "rejected");

    private static readonly Negotiation s_tooMany =
        Negotiation.Reject(AssociateReject.LocalLimitExceeded, "too many associations (Dicom:MaxAssociations, Dicom:MaxAssociationsPerAddress)");

    // So many requests of an association are performed at the same time, if the peer asks for it: while one is made durable the next comes in.
    private static readonly OperationsWindow s_most = new(8, 1);

    /// <summary>Null if none came about: the handler has been told, and the connection is closed.</summary>
    public async Task<Association?> AcceptAsync(Socket socket, IPEndPoint remote, bool isOver, CancellationToken stopping)
    {
        using var artim = new CancellationTokenSource(options.Timeouts.Artim, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(artim.Token, stopping);
        Connection? connection = null;
        AssociateRequest? request = null;
        bool isAccepted = false;
        try
        {
            connection = await Connection.AcceptAsync(socket, options.Tls?.Invoke(), time, either.Token).ConfigureAwait(false);
            request = await ReadAsync(connection, either.Token).ConfigureAwait(false);
            Negotiation answer = isOver ? s_tooMany : Judge(request) ?? await handler.NegotiateAsync(request, remote, either.Token).ConfigureAwait(false);
            if (answer.Rejection is { } rejection)
            {
                handler.Refused(remote, request, answer.Reason);
                await RejectAsync(connection, rejection, stopping).ConfigureAwait(false);
                return null;
            }

            AssociateAccept accept = Answer(request, answer);
            var facts = new AssociationFacts(false, remote, request, accept, AcceptedContexts.Of(request, accept), connection.Tls);
            await connection.Writer.WriteAsync(AssociateCodec.Write(accept), either.Token).ConfigureAwait(false);
            isAccepted = true;
            return new Association(connection, facts, handler, options.Timeouts, time);
        }
        catch (ProtocolException e)
        {
            handler.Refused(remote, request, e.Message);
            AssociationAbort abort = request is null ? AssociationAbort.ByUser : new AssociationAbort(true, e.Reason);
            await AbortAsync(connection!, abort, e.Message, stopping).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            handler.Refused(remote, request, Reason(e, artim.IsCancellationRequested, stopping.IsCancellationRequested));
            return null;
        }
        catch (Exception e) when (connection is not null)
        {
            await AbortAsync(connection, AssociationAbort.ByUser, e.Message, stopping).ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (!isAccepted) connection?.Dispose();
        }
    }

    private string Reason(Exception failure, bool isLate, bool isStopping) =>
        isLate ? $"no whole association request came within {options.Timeouts.Artim}" : isStopping ? "the server stops" : failure.Message;

    private static async Task<AssociateRequest> ReadAsync(Connection connection, CancellationToken cancellationToken)
    {
        (PduType type, uint length) = await connection.Reader.HeaderAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new AssociationException("the connection was closed before an association was asked for");
        return type switch
        {
            PduType.AssociateRequest => AssociateCodec.ReadRequest(
                await connection.Reader.BodyAsync(length, PduReader.MaxAssociateLength, cancellationToken).ConfigureAwait(false)),
            PduType.Abort => throw new AssociationException("the connection was aborted before an association was asked for"),
            (PduType)TlsHandshake => throw new ProtocolException(AbortReason.UnrecognizedPdu, "the peer speaks TLS, and this port does not (Dicom:Tls:Enabled)"),
            _ when Enum.IsDefined(type) => throw new ProtocolException(AbortReason.UnexpectedPdu, $"a PDU of type {(byte)type} came before an association"),
            _ => throw new ProtocolException(AbortReason.UnrecognizedPdu, $"what was sent is no DICOM association request: it begins with {(byte)type:x2}"),
        };
    }

    // What no application could accept (PS3.8 9.3.4). A request has 128 contexts at most, as its ids are distinct and odd.
    private static Negotiation? Judge(AssociateRequest request)
    {
        if ((request.ProtocolVersion & 1) == 0) return Negotiation.Reject(AssociateReject.ProtocolVersionNotSupported, $"protocol version {request.ProtocolVersion}");
        if (request.ApplicationContext != AssociateRequest.DicomApplicationContext)
        {
            return Negotiation.Reject(AssociateReject.ApplicationContextNotSupported, $"application context {request.ApplicationContext}");
        }

        return request.Contexts.Count == 0 ? Negotiation.Reject(AssociateReject.NoReason, "no presentation context is proposed") : null;
    }

    // Nothing is answered that was not proposed, whatever the application says.
    private AssociateAccept Answer(AssociateRequest request, Negotiation answer)
    {
        UserInformation asked = request.User;
        return new AssociateAccept(request.CalledAeTitle, request.CallingAeTitle, answer.Contexts, new UserInformation
        {
            MaxPduLength = (uint)options.MaxPduLength,
            ImplementationClassUid = Implementation.ClassUid,
            ImplementationVersionName = Implementation.VersionName,
            Window = asked.Window?.Within(answer.Window ?? s_most),
            Roles = [.. asked.Roles.SelectMany(role => answer.Roles.Where(each => each.SopClassUid == role.SopClassUid).Take(1).Select(role.And))],
            Extended = [.. answer.Extended.Where(each => asked.Extended.Any(other => other.SopClassUid == each.SopClassUid))],
            IdentityResponse = asked.Identity is { AsksForResponse: true } ? answer.IdentityResponse : null,
        })
        { Echo = request.Echo };
    }

    private async Task RejectAsync(Connection connection, AssociateReject rejection, CancellationToken stopping)
    {
        byte result = rejection.IsTransient ? (byte)2 : (byte)1;
        await WithinArtimAsync(
            async token =>
            {
                await connection.Writer.WriteShortAsync(PduType.AssociateReject, result, rejection.Source, rejection.Reason, token).ConfigureAwait(false);
                await connection.CloseAsync(s_rejected, waits: true, token).ConfigureAwait(false);
            },
            stopping).ConfigureAwait(false);
    }

    // Before the request has been understood, the A-ABORT gives no reason (PS3.8 9.2: AA-1); afterwards it does (AA-8).
    private Task AbortAsync(Connection connection, AssociationAbort abort, string detail, CancellationToken stopping) =>
        WithinArtimAsync(token => connection.CloseAsync(new AssociationEnd(EndKind.Aborted, abort, detail), waits: true, token), stopping);

    /// <summary>Says the last word. ARTIM starts anew with it (PS3.8 9.1.5).</summary>
    private async Task WithinArtimAsync(Func<CancellationToken, Task> action, CancellationToken stopping)
    {
        using var artim = new CancellationTokenSource(options.Timeouts.Artim, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(artim.Token, stopping);
        try
        {
            await action(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // There is no association in any case, and the handler has been told why.
        }
    }
}
