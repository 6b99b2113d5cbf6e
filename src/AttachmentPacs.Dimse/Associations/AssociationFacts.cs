using System.Net;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>What an association is, once it stands.</summary>
/// <param name="IsRequestor">This side opened it.</param>
/// <param name="Remote">Address of the peer; IPv4 as such, even over an IPv6 socket.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Accept">What was agreed to.</param>
/// <param name="Contexts">The accepted presentation contexts by their id.</param>
/// <param name="Tls">Protocol and cipher suite; null without TLS.</param>
public sealed record AssociationFacts(
    bool IsRequestor, IPEndPoint Remote, AssociateRequest Request, AssociateAccept Accept, IReadOnlyDictionary<byte, PresentationContext> Contexts, string? Tls)
{
    public string CallingAeTitle => Request.CallingAeTitle;

    public string CalledAeTitle => Request.CalledAeTitle;

    /// <summary>Limits and implementation of the peer.</summary>
    public UserInformation Peer => IsRequestor ? Accept.User : Request.User;

    /// <summary>Those of this side.</summary>
    public UserInformation Own => IsRequestor ? Request.User : Accept.User;
}
