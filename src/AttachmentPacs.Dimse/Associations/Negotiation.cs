using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>The judgement on a request for an association.</summary>
public sealed record Negotiation
{
    /// <summary>What it is refused with; null to accept.</summary>
    public AssociateReject? Rejection { get; private init; }

    /// <summary>Why, for the log.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>An answer for each proposed context.</summary>
    public IReadOnlyList<ContextAnswer> Contexts { get; private init; } = [];

    /// <summary>The roles that are agreed to, among those proposed (PS3.7 D.3.3.4).</summary>
    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];

    /// <summary>How many operations may be outstanding; never more than was proposed. Null: up to 8 that the requestor invokes.</summary>
    public OperationsWindow? Window { get; init; }

    /// <summary>Answers to extended negotiation.</summary>
    public IReadOnlyList<ExtendedNegotiation> Extended { get; init; } = [];

    /// <summary>The answer to a user identity that asked for one.</summary>
    public byte[]? IdentityResponse { get; init; }

    /// <summary>Refuses.</summary>
    public static Negotiation Reject(AssociateReject rejection, string reason) => new() { Rejection = rejection, Reason = reason };

    /// <summary>Accepts, each context as it is judged.</summary>
    public static Negotiation Accept(AssociateRequest request, Func<ProposedContext, ContextAnswer> judge)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new() { Contexts = [.. request.Contexts.Select(judge)] };
    }
}
