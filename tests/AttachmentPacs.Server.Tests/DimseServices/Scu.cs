using System.Net;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.TestKit;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>A sender: an association with a server, and what the tests ask in it.</summary>
internal sealed class Scu : IAsyncDisposable
{
    public const string Verification = "1.2.840.10008.1.1";
    public const string Title = "SCU";

    private static readonly AssociationTimeouts Patience = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    private Scu(Association association, Peer peer) => (Association, Answers) = (association, peer);

    public Association Association { get; }

    /// <summary>What the server asked for meanwhile.</summary>
    public Peer Answers { get; }

    /// <summary>The contexts of Verification and Secondary Capture, in both little-endian syntaxes.</summary>
    public static ProposedContext[] Usual { get; } =
    [
        new(1, Verification, [DicomBuilder.ImplicitLittleEndian]),
        new(3, DicomBuilder.SopClass, [DicomBuilder.ExplicitLittleEndian]),
        new(5, DicomBuilder.SopClass, [DicomBuilder.ImplicitLittleEndian]),
    ];

    public static Task<Scu> ConnectAsync(IPEndPoint server, string calling = Title, string called = "ATTACHMENTPACS", ProposedContext[]? contexts = null, params RoleSelection[] roles) =>
        ConnectAsync(server.Port, calling, called, contexts, roles);

    public static async Task<Scu> ConnectAsync(int port, string calling = Title, string called = "ATTACHMENTPACS", ProposedContext[]? contexts = null, params RoleSelection[] roles)
    {
        var peer = new Peer();
        var options = new ConnectorOptions("127.0.0.1", port, called, calling, 128 << 10, Patience);
        return new Scu(await AssociationConnector.ConnectAsync(options, contexts ?? Usual, roles, peer, TimeProvider.System, CancellationToken.None), peer);
    }

    /// <summary>What a proposed context was answered with.</summary>
    public ContextAnswer AnswerTo(byte id) => Association.Facts.Accept.Contexts.Single(answer => answer.Id == id);

    public async Task<Command> EchoAsync(byte context = 1) =>
        (await RequestAsync(context, new Command(CommandField.CEchoRequest) { AffectedSopClassUid = Verification }, null)).Command;

    /// <summary>C-STORE of a data set under what it says of itself.</summary>
    public Task<Command> StoreAsync(DicomBuilder instance, string uid) =>
        StoreAsync(instance.ToDataSet(), uid, instance.TransferSyntax == DicomBuilder.ImplicitLittleEndian ? (byte)5 : (byte)3);

    /// <summary>C-STORE of bytes under an announcement; null leaves an element out.</summary>
    public async Task<Command> StoreAsync(byte[] dataSet, string? uid, byte context = 3, string? sopClass = DicomBuilder.SopClass) =>
        (await RequestAsync(
            context, new Command(CommandField.CStoreRequest) { AffectedSopClassUid = sopClass, AffectedSopInstanceUid = uid, Priority = 0 }, OutgoingDataSet.Of(dataSet))).Command;

    public Task<DimseResponse> RequestAsync(byte context, Command command, OutgoingDataSet? dataSet) =>
        Association.RequestAsync(Association.Facts.Contexts[context], command, dataSet, CancellationToken.None);

    public async Task<AssociationEnd> ReleaseAsync()
    {
        await Association.ReleaseAsync(CancellationToken.None);
        return await Association.Completion;
    }

    public ValueTask DisposeAsync() => Association.DisposeAsync();
}
