using System.Net;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>The application behind associations. Called by many at the same time.</summary>
public interface IAssociationHandler
{
    /// <summary>Judges who asks for an association, and what for.</summary>
    ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken);

    /// <summary>
    /// Answers a request; null for those that have no answer. A data set that was not read to its end is read over. What it throws aborts the
    /// association; cancelled when the association ends.
    /// </summary>
    ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken);

    /// <summary>An association stands.</summary>
    void Opened(Association association);

    /// <summary>It has ended.</summary>
    void Closed(Association association, AssociationEnd end);

    /// <summary>A connection that did not become an association: by whom, if that was said, and why.</summary>
    void Refused(IPEndPoint remote, AssociateRequest? request, string reason);

    /// <summary>A request could not be answered, for a reason that nobody foresaw; the association is aborted.</summary>
    void Failed(Association association, Exception failure);
}
