namespace AttachmentPacs.Dimse.Pdus;

/// <summary>A-ASSOCIATE-AC: what the other side agrees to (PS3.8 9.3.3).</summary>
/// <param name="CalledAeTitle">As it was asked.</param>
/// <param name="CallingAeTitle">As it was asked.</param>
/// <param name="Contexts">An answer for each proposed context.</param>
/// <param name="User">Its limits, and its answers to wishes.</param>
public sealed record AssociateAccept(string CalledAeTitle, string CallingAeTitle, IReadOnlyList<ContextAnswer> Contexts, UserInformation User)
{
    /// <summary>AE titles and reserved bytes as they came in the request; empty: they are made of the titles.</summary>
    internal ReadOnlyMemory<byte> Echo { get; init; }
}

/// <summary>The answer to one proposed context (PS3.8 9.3.3.2).</summary>
/// <param name="Id">That of the proposal.</param>
/// <param name="Result">Whether it is accepted.</param>
/// <param name="TransferSyntax">The one that was chosen; without meaning unless accepted.</param>
public readonly record struct ContextAnswer(byte Id, ContextResult Result, string TransferSyntax);

/// <summary>Answers to a proposed context, with the numbers of PS3.8 table 9-18.</summary>
public enum ContextResult : byte
{
    Accepted = 0,
    RejectedByUser = 1,
    NoReason = 2,
    AbstractSyntaxNotSupported = 3,
    TransferSyntaxesNotSupported = 4,
}
