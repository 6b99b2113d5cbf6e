using System.Collections.Concurrent;
using System.Net;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Server.Tests.Dimse.Scu;

/// <summary>A data set as a peer got it.</summary>
internal sealed record Received(string SopClassUid, string SopInstanceUid, string TransferSyntax, Command Command, byte[] DataSet);

/// <summary>A remote application entity on a loopback port that does what a test tells it to, and keeps what it gets.</summary>
internal sealed class ScriptedPeer : IAssociationHandler, IAsyncDisposable
{
    private readonly AssociationListener _listener;
    private int _count;

    private ScriptedPeer()
    {
        var options = new ListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), 100, 100, 16 << 10, new AssociationTimeouts(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)));
        _listener = new AssociationListener(options, this, TimeProvider.System, NullLogger<AssociationListener>.Instance);
        _listener.Start();
    }

    /// <summary>Why it refuses associations; null to accept them.</summary>
    public AssociateReject? Rejection { get; init; }

    /// <summary>Which contexts it accepts.</summary>
    public Func<ProposedContext, bool> Accepts { get; init; } = _ => true;

    /// <summary>The status that a request is answered with, counted from 1; asked when the data set has come.</summary>
    public Func<int, DimseStatus> Answers { get; init; } = _ => DimseStatus.Success;

    /// <summary>What it says beside a failure.</summary>
    public string? Comment { get; init; }

    /// <summary>Done instead of answering the request of this number, when its data set has come.</summary>
    public Func<int, Association, CancellationToken, Task<bool>> Instead { get; init; } = (_, _, _) => Task.FromResult(false);

    public ConcurrentQueue<Received> Instances { get; } = [];

    /// <summary>The associations that were asked for.</summary>
    public ConcurrentQueue<AssociateRequest> Requests { get; } = [];

    /// <summary>How they ended.</summary>
    public ConcurrentQueue<AssociationEnd> Ends { get; } = [];

    public int Port => _listener.EndPoint.Port;

    public static ScriptedPeer Start() => new();

    public static ScriptedPeer Rejecting(AssociateReject rejection) => new() { Rejection = rejection };

    public static ScriptedPeer Accepting(Func<ProposedContext, bool> accepts) => new() { Accepts = accepts };

    public static ScriptedPeer Answering(Func<int, DimseStatus> answers, string? comment = null) => new() { Answers = answers, Comment = comment };

    public static ScriptedPeer Doing(Func<int, Association, CancellationToken, Task<bool>> instead) => new() { Instead = instead };

    public ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        return new(Rejection is { } rejection
            ? Negotiation.Reject(rejection, "the test says so")
            : Negotiation.Accept(request, proposal => new ContextAnswer(
                proposal.Id, Accepts(proposal) ? ContextResult.Accepted : ContextResult.TransferSyntaxesNotSupported, proposal.TransferSyntaxes[0])));
    }

    public async ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        int number = Interlocked.Increment(ref _count);
        using var data = new MemoryStream();
        if (request.DataSet is not null) await request.DataSet.CopyToAsync(data, cancellationToken);
        if (await Instead(number, association, cancellationToken)) return null;
        DimseStatus status = Answers(number);
        if (status.IsSuccessOrWarning() && request.Command.Field == CommandField.CStoreRequest)
        {
            Instances.Enqueue(new Received(
                request.Command.AffectedSopClassUid!, request.Command.AffectedSopInstanceUid!, request.Context.TransferSyntax, request.Command, data.ToArray()));
        }

        return new DimseResponse(request.Command.Respond(status, status == DimseStatus.Success ? null : Comment));
    }

    public void Opened(Association association)
    {
    }

    public void Closed(Association association, AssociationEnd end) => Ends.Enqueue(end);

    public void Refused(IPEndPoint remote, AssociateRequest? request, string reason)
    {
    }

    public void Failed(Association association, Exception failure)
    {
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
