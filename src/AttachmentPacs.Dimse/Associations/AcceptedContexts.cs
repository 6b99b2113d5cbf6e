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

            RoleSelection role = Role(proposal.AbstractSyntax, request.User, accept.User);
            contexts[answer.Id] = new PresentationContext(answer.Id, proposal.AbstractSyntax, answer.TransferSyntax, role.IsScu, role.IsScp);
        }

        return contexts;
    }

    // A role is taken that one side proposed and the other agreed to; without either, the requestor is the SCU (PS3.7 D.3.3.4).
    private static RoleSelection Role(string sopClass, UserInformation asked, UserInformation answered)
    {
        foreach (RoleSelection proposal in asked.Roles.Where(role => role.SopClassUid == sopClass))
        {
            foreach (RoleSelection answer in answered.Roles.Where(role => role.SopClassUid == sopClass)) return proposal.And(answer);
        }

        return new RoleSelection(sopClass, IsScu: true, IsScp: false);
    }
}
