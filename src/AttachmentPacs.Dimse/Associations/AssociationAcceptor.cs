using System.Net.Sockets;
using System.Security.Authentication;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>From a connection to an association, on the side that is asked (PS3.8 9.2, states 2 and 3). All of it within ARTIM.</summary>
internal sealed class AssociationAcceptor(ListenerOptions options, IAssociationHandler handler, TimeProvider time)
{
    private const int MaxContexts = 128;

    /// <summary>Null if none came about: the handler has been told, and the connection is closed.</summary>
    public async Task<Association?> AcceptAsync(Socket socket, bool isOver, CancellationToken stopping)
    {
        using var artim = new CancellationTokenSource(options.Timeouts.Artim, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(artim.Token, stopping);
        Connection? connection = null;
        AssociateRequest? request = null;
        try
        {
            connection = await Connection.AcceptAsync(socket, options.Tls?.Invoke(), time, either.Token).ConfigureAwait(false);
            request = await ReadAsync(connection, either.Token).ConfigureAwait(false);
            Negotiation answer = isOver
                ? Negotiation.Reject(AssociateReject.LocalLimitExceeded, "too many associations (Dicom:MaxAssociations, Dicom:MaxAssociationsPerAddress)")
                : Judge(request) ?? await handler.NegotiateAsync(request, connection.Remote, either.Token).ConfigureAwait(false);
            if (answer.Rejection is { } rejection)
            {
                handler.Refused(connection.Remote, request, answer.Reason);
                await RejectAsync(connection, rejection, either.Token).ConfigureAwait(false);
                return null;
            }

            AssociateAccept accept = Answer(request, answer);
            await connection.Writer.WriteAsync(AssociateCodec.Write(accept), either.Token).ConfigureAwait(false);
            var facts = new AssociationFacts(false, connection.Remote, request, accept, AcceptedContexts.Of(request, accept), connection.Tls);
            return new Association(connection, facts, handler, options.Timeouts, time);
        }
        catch (ProtocolException e)
        {
            handler.Refused(connection!.Remote, request, e.Message);
            await connection.CloseAsync(new AssociationEnd(EndKind.Aborted, new AssociationAbort(true, e.Reason), e.Message), options.Timeouts.Artim, false).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException)
        {
            string reason = artim.IsCancellationRequested ? $"no whole association request came within {options.Timeouts.Artim}" : e.Message;
            handler.Refused(connection?.Remote ?? (System.Net.IPEndPoint)socket.RemoteEndPoint!, request, reason);
            connection?.Dispose();
            return null;
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private static async Task<AssociateRequest> ReadAsync(Connection connection, CancellationToken cancellationToken)
    {
        (PduType type, uint length) = await connection.Reader.HeaderAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new AssociationException("The connection was closed before an association was asked for");
        return type switch
        {
            PduType.AssociateRequest => AssociateCodec.ReadRequest(await connection.Reader.BodyAsync(length, cancellationToken).ConfigureAwait(false)),
            PduType.Abort => throw new AssociationException("The connection was aborted before an association was asked for"),
            _ when Enum.IsDefined(type) => throw new ProtocolException(AbortReason.UnexpectedPdu, $"A PDU of type {(byte)type} came before an association"),
            _ => throw new ProtocolException(AbortReason.UnrecognizedPdu, $"What was sent is no DICOM association request: it begins with {(byte)type:x2}"),
        };
    }

    // What no application could accept (PS3.8 9.3.4).
    private static Negotiation? Judge(AssociateRequest request)
    {
        if ((request.ProtocolVersion & 1) == 0) return Negotiation.Reject(AssociateReject.ProtocolVersionNotSupported, $"protocol version {request.ProtocolVersion}");
        if (request.ApplicationContext != AssociateRequest.DicomApplicationContext)
        {
            return Negotiation.Reject(AssociateReject.ApplicationContextNotSupported, $"application context {request.ApplicationContext}");
        }

        return request.Contexts.Count is > 0 and <= MaxContexts
            ? null
            : Negotiation.Reject(AssociateReject.NoReason, $"{request.Contexts.Count} presentation contexts, of 1 to {MaxContexts}");
    }

    private AssociateAccept Answer(AssociateRequest request, Negotiation answer) =>
        new(request.CalledAeTitle, request.CallingAeTitle, answer.Contexts, new UserInformation
        {
            MaxPduLength = (uint)options.MaxPduLength,
            ImplementationClassUid = Implementation.ClassUid,
            ImplementationVersionName = Implementation.VersionName,
            Window = request.User.Window is { } asked ? answer.Window ?? new OperationsWindow(1, asked.Performed == 0 ? (ushort)1 : Math.Min(asked.Performed, (ushort)1)) : null,
            Roles = answer.Roles,
            Extended = answer.Extended,
            IdentityResponse = answer.IdentityResponse,
        });

    private static async Task RejectAsync(Connection connection, AssociateReject rejection, CancellationToken cancellationToken)
    {
        using (connection)
        {
            await connection.Writer.WriteShortAsync(
                PduType.AssociateReject, rejection.IsTransient ? (byte)2 : (byte)1, rejection.Source, rejection.Reason, cancellationToken).ConfigureAwait(false);
            await connection.LingerAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
