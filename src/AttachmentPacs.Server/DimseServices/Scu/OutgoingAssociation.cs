using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>An association that we opened, and its turn. Aborted when disposed, unless it was released before.</summary>
internal sealed class OutgoingAssociation(Association association, RemoteEntity peer, SemaphoreSlim turn) : IAsyncDisposable
{
    private bool _isDisposed;

    public RemoteEntity Peer => peer;

    /// <summary>What the peer accepted.</summary>
    public IEnumerable<PresentationContext> Contexts => association.Facts.Contexts.Values;

    /// <summary>Nothing can be asked on it any more.</summary>
    public bool HasEnded => association.HasEnded;

    /// <summary>Contexts with these ids, 1, 3, 5 and so on, as the peer is to see them.</summary>
    public static ProposedContext Propose(int number, string abstractSyntax, params IReadOnlyList<string> transferSyntaxes) =>
        new((byte)((2 * number) + 1), abstractSyntax, transferSyntaxes);

    /// <summary>The accepted context of an abstract syntax, in one transfer syntax or in any.</summary>
    public PresentationContext? Find(string abstractSyntax, string? transferSyntax = null) =>
        Contexts.FirstOrDefault(each => each.AbstractSyntax == abstractSyntax && (transferSyntax is null || each.TransferSyntax == transferSyntax));

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="Dimse.AssociationException">The association ended before the response came.</exception>
    public Task<DimseResponse> RequestAsync(PresentationContext context, Command command, OutgoingDataSet? dataSet, CancellationToken cancellationToken) =>
        association.RequestAsync(context, command, dataSet, cancellationToken);

    /// <summary>Done when the peer has reported on a storage commitment, or the association has ended. To be asked before the request.</summary>
    public Task ReportAsync()
    {
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        association.Tag = reported;
        return Task.WhenAny(reported.Task, association.Completion);
    }

    /// <summary>Ends it in good order. What was answered stays answered, however the end goes.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => association.ReleaseAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await association.DisposeAsync().ConfigureAwait(false);
        turn.Release();
    }
}
