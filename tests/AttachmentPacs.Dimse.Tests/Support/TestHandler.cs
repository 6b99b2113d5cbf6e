using System.Collections.Concurrent;
using System.Net;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Tests.Support;

/// <summary>Accepts everything, reads every data set to its end and answers success, unless told otherwise; remembers what it saw.</summary>
internal sealed class TestHandler : IAssociationHandler
{
    public Func<AssociateRequest, Negotiation> Judge { get; init; } = request =>
        Negotiation.Accept(request, context => new ContextAnswer(context.Id, ContextResult.Accepted, context.TransferSyntaxes[0]));

    public Func<Association, DimseMessage, CancellationToken, Task<DimseResponse?>>? Answer { get; init; }

    /// <summary>Answers success, but not before it may; says when it has begun.</summary>
    public static TestHandler Waiting(Task proceed, TaskCompletionSource? begun = null) => new()
    {
        Answer = async (_, message, token) =>
        {
            begun?.SetResult();
            await proceed.WaitAsync(token);
            return new DimseResponse(message.Command.Respond(DimseStatus.Success));
        },
    };

    /// <summary>Data sets that were read to their end.</summary>
    public ConcurrentQueue<byte[]> Stored { get; } = [];

    public ConcurrentQueue<Association> All { get; } = [];

    public ConcurrentQueue<AssociationEnd> Ends { get; } = [];

    public ConcurrentQueue<string> Refusals { get; } = [];

    public ConcurrentQueue<Exception> Failures { get; } = [];

    public ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken) => new(Judge(request));

    public async ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        if (Answer is not null) return await Answer(association, request, cancellationToken);
        if (request.DataSet is { } stream)
        {
            var gathered = new MemoryStream();
            await stream.CopyToAsync(gathered, cancellationToken);
            Stored.Enqueue(gathered.ToArray());
        }

        return request.Command.Field == CommandField.CCancelRequest ? null : new DimseResponse(request.Command.Respond(DimseStatus.Success));
    }

    public void Opened(Association association) => All.Enqueue(association);

    public void Closed(Association association, AssociationEnd end) => Ends.Enqueue(end);

    public void Refused(IPEndPoint remote, AssociateRequest? request, string reason) => Refusals.Enqueue(reason);

    public void Failed(Association association, Exception failure) => Failures.Enqueue(failure);
}
