using System.Net.Security;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Network;

/// <summary>Whom to ask for an association, and how.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="CalledAeTitle">The peer's title.</param>
/// <param name="CallingAeTitle">Our title.</param>
/// <param name="MaxPduLength">Offered to the peer, in bytes.</param>
/// <param name="Timeouts">How long the peer is waited for; the connection, too, is waited for as long as ARTIM.</param>
/// <param name="Tls">Null for no TLS.</param>
/// <param name="Window">How many operations may be outstanding, if the peer agrees; null for one.</param>
public sealed record ConnectorOptions(
    string Host, int Port, string CalledAeTitle, string CallingAeTitle, int MaxPduLength, AssociationTimeouts Timeouts, SslClientAuthenticationOptions? Tls = null,
    OperationsWindow? Window = null);
