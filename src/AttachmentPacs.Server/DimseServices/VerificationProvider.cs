using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>C-ECHO (PS3.4 Annex A).</summary>
internal sealed class VerificationProvider : IServiceClassProvider
{
    /// <summary>Verification SOP Class.</summary>
    public const string SopClassUid = "1.2.840.10008.1.1";

    public IReadOnlyCollection<CommandField> Requests { get; } = [CommandField.CEchoRequest];

    public CallerRequest Permission => CallerRequest.Echo;

    public bool Serves(string sopClassUid) => sopClassUid == SopClassUid;

    // There is no data set: any will do.
    public string? Choose(IReadOnlyList<string> transferSyntaxes) => transferSyntaxes[0];

    public RoleSelection Agree(RoleSelection proposed) => proposed with { IsScp = false };

    public byte[]? Extend(ReadOnlySpan<byte> proposed) => null;

    public ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken) =>
        new(new DimseResponse(request.Command.Respond(DimseStatus.Success)));
}
