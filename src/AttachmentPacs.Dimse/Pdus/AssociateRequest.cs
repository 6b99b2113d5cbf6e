namespace AttachmentPacs.Dimse.Pdus;

/// <summary>A-ASSOCIATE-RQ: what somebody who opens an association asks for (PS3.8 9.3.2).</summary>
/// <param name="CalledAeTitle">Whom it asks, without padding.</param>
/// <param name="CallingAeTitle">Who it says it is, without padding.</param>
/// <param name="Contexts">What it would like to exchange: 1 to 128, with distinct odd ids.</param>
/// <param name="User">Its limits and wishes.</param>
public sealed record AssociateRequest(string CalledAeTitle, string CallingAeTitle, IReadOnlyList<ProposedContext> Contexts, UserInformation User)
{
    /// <summary>Application Context Name; DICOM has but one (PS3.7 A.2.1).</summary>
    public string ApplicationContext { get; init; } = DicomApplicationContext;

    /// <summary>Bit 0 stands for the only version there is.</summary>
    public ushort ProtocolVersion { get; init; } = 1;

    /// <summary>AE titles and reserved bytes as they came, for the answer (PS3.8 9.3.3); empty of a request that was not read.</summary>
    internal ReadOnlyMemory<byte> Echo { get; init; }

    internal const string DicomApplicationContext = "1.2.840.10008.3.1.1.1";
}

/// <summary>One abstract syntax, and the transfer syntaxes the proposer can speak it in (PS3.8 9.3.2.2).</summary>
/// <param name="Id">Odd, 1 to 255.</param>
/// <param name="AbstractSyntax">SOP Class UID.</param>
/// <param name="TransferSyntaxes">At least one; the order is the proposer's.</param>
public sealed record ProposedContext(byte Id, string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes);
