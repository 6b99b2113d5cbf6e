using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Watching;
using Answer = AttachmentPacs.Dimse.Associations.Negotiation;

namespace AttachmentPacs.Server.DimseServices.Negotiation;

/// <summary>Judges requests for associations (PS3.8 7.1, PS3.7 D.3): who calls whom, for what, in which words.</summary>
internal sealed class AssociationNegotiator(
    ServerOptions options, ModalityRegistry modalities, CallerPolicy callers, IEnumerable<IServiceClassProvider> providers, AssociationLog log)
{
    private readonly IServiceClassProvider[] _providers = [.. providers];

    /// <summary>
    /// Who may do nothing is rejected, as is who calls somebody else, if that is checked. Of the contexts those are accepted whose service is here,
    /// is allowed to the caller, and can be spoken in one of the proposed transfer syntaxes and roles.
    /// </summary>
    public async ValueTask<Answer> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken)
    {
        if (options.Dicom.CheckCalledAeTitle && !IsOurs(request))
        {
            return Answer.Reject(AssociateReject.CalledAeTitleNotRecognized, $"the called AE title is \"{request.CalledAeTitle}\", not \"{options.Dicom.AeTitle}\"");
        }

        Dictionary<CallerRequest, CallerDecision> decisions = [];
        foreach (CallerRequest each in Enum.GetValues<CallerRequest>())
        {
            decisions[each] = await callers.DecideAsync(request.CallingAeTitle, remote.Address, each, cancellationToken).ConfigureAwait(false);
        }

        if (!decisions.Values.Any(decision => decision.IsAllowed))
        {
            return Answer.Reject(AssociateReject.CallingAeTitleNotRecognized, decisions[CallerRequest.Store].Refusal);
        }

        ContextAnswer[] contexts = [.. request.Contexts.Select(proposal => Judge(request, proposal, decisions))];
        Report(request, remote, contexts, decisions);
        HashSet<string> accepted = [.. request.Contexts.Zip(contexts).Where(pair => pair.Second.Result == ContextResult.Accepted).Select(pair => pair.First.AbstractSyntax)];
        return Answer.Accept(request, proposal => contexts.First(answer => answer.Id == proposal.Id)) with
        {
            Roles = [.. request.User.Roles.DistinctBy(role => role.SopClassUid).Where(role => accepted.Contains(role.SopClassUid)).Select(Agree)],
            Extended = [.. request.User.Extended.DistinctBy(each => each.SopClassUid).Where(each => accepted.Contains(each.SopClassUid)).SelectMany(Extend)],
            IdentityResponse = ResponseTo(request.User.Identity),
        };
    }

    /// <summary>The service of a SOP class; null if there is none.</summary>
    public IServiceClassProvider? ProviderOf(string sopClassUid) => _providers.FirstOrDefault(each => each.Serves(sopClassUid));

    // Whom we call under a title of its own may call us by it, too.
    private bool IsOurs(AssociateRequest request)
    {
        string called = AeTitles.Trim(request.CalledAeTitle);
        return called == options.Dicom.AeTitle || modalities.WithAeTitle(request.CallingAeTitle).Any(modality => modality.LocalAet.Length > 0 && modality.LocalAet == called);
    }

    private ContextAnswer Judge(AssociateRequest request, ProposedContext proposal, Dictionary<CallerRequest, CallerDecision> decisions)
    {
        string first = proposal.TransferSyntaxes[0];
        if (ProviderOf(proposal.AbstractSyntax) is not { } provider) return new ContextAnswer(proposal.Id, ContextResult.AbstractSyntaxNotSupported, first);
        if (!decisions[provider.Permission].IsAllowed) return new ContextAnswer(proposal.Id, ContextResult.RejectedByUser, first);

        // Who would have no role has no use for the context.
        RoleSelection? role = request.User.Roles.Cast<RoleSelection?>().FirstOrDefault(each => each!.Value.SopClassUid == proposal.AbstractSyntax);
        if (role is { } proposed && provider.Agree(proposed) is { IsScu: false, IsScp: false }) return new ContextAnswer(proposal.Id, ContextResult.RejectedByUser, first);
        return provider.Choose(proposal.TransferSyntaxes) is { } chosen
            ? new ContextAnswer(proposal.Id, ContextResult.Accepted, chosen)
            : new ContextAnswer(proposal.Id, ContextResult.TransferSyntaxesNotSupported, first);
    }

    private void Report(AssociateRequest request, IPEndPoint remote, ContextAnswer[] contexts, Dictionary<CallerRequest, CallerDecision> decisions)
    {
        IEnumerable<IServiceClassProvider?> refused = request.Contexts.Zip(contexts)
            .Where(pair => pair.Second.Result == ContextResult.RejectedByUser).Select(pair => ProviderOf(pair.First.AbstractSyntax));
        foreach (CallerRequest permission in refused.Select(provider => provider!.Permission).Distinct().Where(each => !decisions[each].IsAllowed))
        {
            log.ContextsRefused(request.CallingAeTitle, remote, permission, decisions[permission].Refusal);
        }
    }

    private RoleSelection Agree(RoleSelection proposed) => ProviderOf(proposed.SopClassUid)!.Agree(proposed);

    private IEnumerable<ExtendedNegotiation> Extend(ExtendedNegotiation proposed) =>
        ProviderOf(proposed.SopClassUid)!.Extend(proposed.Information) is { } answer ? [new ExtendedNegotiation(proposed.SopClassUid, answer)] : [];

    // PS3.7 D.3.3.7.2: to a name the answer is empty. It says that the name has come; nobody is let in by it. Tickets and assertions, whose answer
    // would prove something, have none.
    private static byte[]? ResponseTo(UserIdentity? identity) =>
        identity is { AsksForResponse: true, Type: UserIdentityType.Username or UserIdentityType.UsernameAndPasscode } ? [] : null;
}
