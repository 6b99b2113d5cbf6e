using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>One service of the application entity (PS3.4): what it agrees to in an association, and its answers.</summary>
internal interface IServiceClassProvider
{
    /// <summary>The requests it answers, in contexts of its own.</summary>
    IReadOnlyCollection<CommandField> Requests { get; }

    /// <summary>What a caller must be allowed to have it.</summary>
    CallerRequest Permission { get; }

    /// <summary>Whether a SOP class is its own.</summary>
    bool Serves(string sopClassUid);

    /// <summary>The transfer syntax to use, of those proposed; null if none of them will do.</summary>
    string? Choose(IReadOnlyList<string> transferSyntaxes);

    /// <summary>The roles that the requestor may take, of those it proposes (PS3.7 D.3.3.4).</summary>
    RoleSelection Agree(RoleSelection proposed);

    /// <summary>The answer to extended negotiation of a SOP class of its own (PS3.7 D.3.3.5); null for none.</summary>
    byte[]? Extend(ReadOnlySpan<byte> proposed);

    /// <summary>Answers a request that came in a context of its own.</summary>
    ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken);
}
