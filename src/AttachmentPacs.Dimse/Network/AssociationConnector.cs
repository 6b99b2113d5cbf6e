using System.Net.Sockets;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Network;

/// <summary>Opens associations (PS3.8 7.1, on the side that asks).</summary>
public static class AssociationConnector
{
    /// <summary>Asks a peer for an association.</summary>
    /// <param name="options">Whom, and how.</param>
    /// <param name="contexts">What to propose.</param>
    /// <param name="roles">Roles to propose; empty for none.</param>
    /// <param name="handler">Answers what the peer asks for meanwhile, as reports of storage commitment.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AssociationRejectedException">The peer refuses.</exception>
    /// <exception cref="AssociationException">It cannot be reached, or does not answer in time; the message says whom and why.</exception>
    public static async Task<Association> ConnectAsync(
        ConnectorOptions options, IReadOnlyList<ProposedContext> contexts, IReadOnlyList<RoleSelection> roles, IAssociationHandler handler, TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        string peer = $"{options.CalledAeTitle} at {options.Host}:{options.Port}";
        using var artim = new CancellationTokenSource(options.Timeouts.Artim, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(artim.Token, cancellationToken);
        Connection? connection = null;
        try
        {
            connection = await Connection.OpenAsync(options.Host, options.Port, options.Tls, time, either.Token).ConfigureAwait(false);
            var request = new AssociateRequest(options.CalledAeTitle, options.CallingAeTitle, contexts, new UserInformation
            {
                MaxPduLength = (uint)options.MaxPduLength,
                ImplementationClassUid = Implementation.ClassUid,
                ImplementationVersionName = Implementation.VersionName,
                Window = options.Window,
                Roles = roles,
            });
            await connection.Writer.WriteAsync(AssociateCodec.Write(request), either.Token).ConfigureAwait(false);
            AssociateAccept accept = await AnswerAsync(connection, peer, either.Token).ConfigureAwait(false);
            var facts = new AssociationFacts(true, connection.Remote, request, accept, AcceptedContexts.Of(request, accept), connection.Tls);
            var association = new Association(connection, facts, handler, options.Timeouts, time);
            _ = association.RunAsync();
            return association;
        }
        catch (ProtocolException e)
        {
            await connection!.CloseAsync(new AssociationEnd(EndKind.Aborted, new AssociationAbort(true, e.Reason), e.Message), waits: true, either.Token).ConfigureAwait(false);
            connection.Dispose();
            throw new AssociationException($"{peer} did not answer as DICOM asks: {e.Message}", e);
        }
        catch (Exception e) when (
            (e is SocketException or IOException and not AssociationRejectedException) || (e is OperationCanceledException && artim.IsCancellationRequested))
        {
            connection?.Dispose();
            string reason = e is OperationCanceledException ? $"no answer within {options.Timeouts.Artim}" : e.Message;
            throw new AssociationException($"No association with {peer}: {reason}", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private static async Task<AssociateAccept> AnswerAsync(Connection connection, string peer, CancellationToken cancellationToken)
    {
        (PduType type, uint length) = await connection.Reader.HeaderAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new AssociationException("the peer closed the connection without an answer");
        int max = type == PduType.AssociateAccept ? PduReader.MaxAssociateLength : PduReader.MaxShortLength;
        byte[] body = await connection.Reader.BodyAsync(length, max, cancellationToken).ConfigureAwait(false);
        return type switch
        {
            PduType.AssociateAccept => AssociateCodec.ReadAccept(body),
            PduType.AssociateReject when body is [_, byte result, byte source, byte reason, ..] =>
                throw new AssociationRejectedException(AssociateReject.Of(result, source, reason), peer),
            PduType.Abort when body is [_, _, byte source, byte reason, ..] =>
                throw new AssociationAbortedException(new AssociationAbort(source != 0, (AbortReason)reason)),
            _ => throw new ProtocolException(AbortReason.UnexpectedPdu, $"a PDU of type {(byte)type} came instead of an answer"),
        };
    }
}
