using System.Net;
using System.Threading.Channels;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>The application behind a test's associations: keeps what it is asked, and answers as it is told.</summary>
internal sealed class Peer : IAssociationHandler
{
    private readonly Channel<(Command Command, byte[] DataSet)> _requests = Channel.CreateUnbounded<(Command Command, byte[] DataSet)>();

    /// <summary>Status of its answers.</summary>
    public DimseStatus Status { get; set; }

    /// <summary>Called before a request is answered.</summary>
    public Action OnRequest { get; set; } = () => { };

    /// <summary>How it answers who asks for an association.</summary>
    public Func<AssociateRequest, Negotiation> Negotiate { get; set; } = AcceptAll;

    /// <summary>Everything, in the first transfer syntax and all roles that are proposed.</summary>
    public static Negotiation AcceptAll(AssociateRequest request) =>
        Negotiation.Accept(request, proposal => new ContextAnswer(proposal.Id, ContextResult.Accepted, proposal.TransferSyntaxes[0])) with { Roles = request.User.Roles };

    /// <summary>The next request that came, with its data set.</summary>
    public ValueTask<(Command Command, byte[] DataSet)> NextAsync() => _requests.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

    public ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken) => new(Negotiate(request));

    public async ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream();
        if (request.DataSet is not null) await request.DataSet.CopyToAsync(data, cancellationToken);
        OnRequest();
        DimseStatus status = Status;
        await _requests.Writer.WriteAsync((request.Command, data.ToArray()), cancellationToken);
        return new DimseResponse(request.Command.Respond(status));
    }

    public void Opened(Association association)
    {
    }

    public void Closed(Association association, AssociationEnd end)
    {
    }

    public void Refused(IPEndPoint remote, AssociateRequest? request, string reason)
    {
    }

    public void Failed(Association association, Exception failure) => _requests.Writer.TryComplete(failure);
}
