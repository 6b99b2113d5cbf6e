using System.Net;
using System.Net.Security;
using AttachmentPacs.Dimse.Associations;

namespace AttachmentPacs.Dimse.Network;

/// <summary>How a listener listens.</summary>
/// <param name="EndPoint">Address and port; port 0 lets the system choose. <c>::</c> listens to IPv4, too.</param>
/// <param name="MaxAssociations">At one time; more are rejected (transient, local limit exceeded).</param>
/// <param name="MaxAssociationsPerAddress">Of these, from one address.</param>
/// <param name="MaxPduLength">Offered to peers, in bytes.</param>
/// <param name="Timeouts">How long a peer is waited for.</param>
/// <param name="Tls">Asked before each handshake; null for no TLS.</param>
public sealed record ListenerOptions(
    IPEndPoint EndPoint, int MaxAssociations, int MaxAssociationsPerAddress, int MaxPduLength, AssociationTimeouts Timeouts,
    Func<SslServerAuthenticationOptions>? Tls = null);
