using System.Net;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// The application behind associations. Called by many at the same time. Of those that this side opens it hears requests and failures only.
/// What tells it of something must not throw.
/// </summary>
public interface IAssociationHandler
{
    /// <summary>Judges who asks for an association, and what for.</summary>
    ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken);

    /// <summary>
    /// Answers a request; null for those that have no answer. A data set that was not read to its end is read over. What it throws aborts the
    /// association; cancelled when the association ends. A C-CANCEL comes at once, whatever is under way; its answer is that of the request it is about.
    /// Who asks the peer for something must have read the data set first: the peer's answer comes behind it.
    /// </summary>
    ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken);

    /// <summary>An association stands.</summary>
    void Opened(Association association);

    /// <summary>It has ended; so have its requests, unless they took longer than ARTIM to hear of it.</summary>
    void Closed(Association association, AssociationEnd end);

    /// <summary>A connection that did not become an association: by whom, if that was said, and why.</summary>
    void Refused(IPEndPoint remote, AssociateRequest? request, string reason);

    /// <summary>A request could not be answered, for a reason that nobody foresaw; the association is aborted.</summary>
    void Failed(Association association, Exception failure);
}
