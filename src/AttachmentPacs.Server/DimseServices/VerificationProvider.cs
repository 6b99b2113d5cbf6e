using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>C-ECHO (PS3.4 Annex A).</summary>
internal sealed class VerificationProvider : IServiceClassProvider
{
    public const string SopClassUid = "1.2.840.10008.1.1";

    public IReadOnlyCollection<CommandField> Requests { get; } = [CommandField.CEchoRequest];

    public ContextAnswer? Judge(ProposedContext proposal) =>
        proposal.AbstractSyntax == SopClassUid ? new ContextAnswer(proposal.Id, ContextResult.Accepted, proposal.TransferSyntaxes[0]) : null;

    public ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken) =>
        new(new DimseResponse(request.Command.Respond(DimseStatus.Success)));
}
