using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>The contexts of an association, from what was asked and what was answered.</summary>
internal static class AcceptedContexts
{
    /// <exception cref="ProtocolException">The answer accepts what was not proposed.</exception>
    public static Dictionary<byte, PresentationContext> Of(AssociateRequest request, AssociateAccept accept)
    {
        Dictionary<byte, PresentationContext> contexts = [];
        foreach (ContextAnswer answer in accept.Contexts)
        {
            if (answer.Result != ContextResult.Accepted) continue;
            ProposedContext proposal = request.Contexts.FirstOrDefault(context => context.Id == answer.Id)
                ?? throw new ProtocolException(AbortReason.InvalidParameter, $"Presentation context {answer.Id} was accepted, but never proposed");
            if (!proposal.TransferSyntaxes.Contains(answer.TransferSyntax))
            {
                throw new ProtocolException(
                    AbortReason.InvalidParameter, $"Presentation context {answer.Id} was accepted with {answer.TransferSyntax}, which was not proposed");
            }

            RoleSelection? role = accept.User.Roles.Cast<RoleSelection?>().FirstOrDefault(each => each!.Value.SopClassUid == proposal.AbstractSyntax);
            contexts[answer.Id] = new PresentationContext(
                answer.Id, proposal.AbstractSyntax, answer.TransferSyntax, role?.IsScu ?? true, role?.IsScp ?? false);
        }

        return contexts;
    }
}
