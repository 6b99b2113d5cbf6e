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

    /// <summary>How many operations this side may invoke, and must perform, at the same time: at least 1 of each.</summary>
    internal (int Invoked, int Performed) Window()
    {
        // PS3.7 D.3.3.3: what was not asked for is 1, and the answer is no more than was asked for.
        OperationsWindow window = Request.User.Window is { } asked && Accept.User.Window is { } given ? given.Within(asked) : new OperationsWindow(1, 1);
        (int requestor, int acceptor) = (Bounded(window.Invoked), Bounded(window.Performed));
        return IsRequestor ? (requestor, acceptor) : (acceptor, requestor);

        static int Bounded(ushort operations) => operations is 0 or > OperationsWindow.Most ? OperationsWindow.Most : operations;
    }
}
