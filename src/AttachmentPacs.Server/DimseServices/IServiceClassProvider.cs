using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>One service of the application entity (PS3.4), as provider.</summary>
internal interface IServiceClassProvider
{
    /// <summary>The requests it answers.</summary>
    IReadOnlyCollection<CommandField> Requests { get; }

    /// <summary>The answer to a proposed context whose abstract syntax is its own; null for others'.</summary>
    ContextAnswer? Judge(ProposedContext proposal);

    /// <summary>Answers a request that came in a context of its own.</summary>
    ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken);
}
