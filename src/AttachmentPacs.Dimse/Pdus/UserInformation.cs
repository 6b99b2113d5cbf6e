namespace AttachmentPacs.Dimse.Pdus;

/// <summary>The User Information item: limits and wishes of one side (PS3.8 9.3.2.3, PS3.7 D.3.3).</summary>
public sealed record UserInformation
{
    /// <summary>Longest P-DATA-TF PDU this side takes, counted without its six bytes of header; 0 for no limit (PS3.8 D.1).</summary>
    public uint MaxPduLength { get; init; }

    /// <summary>Implementation Class UID (PS3.7 D.3.3.2).</summary>
    public string ImplementationClassUid { get; init; } = "";

    /// <summary>Implementation Version Name, at most 16 characters; null if not given.</summary>
    public string? ImplementationVersionName { get; init; }

    /// <summary>Asynchronous Operations Window (PS3.7 D.3.3.3); null if not negotiated, which means 1 and 1.</summary>
    public OperationsWindow? Window { get; init; }

    /// <summary>SCP/SCU Role Selection (PS3.7 D.3.3.4).</summary>
    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];

    /// <summary>SOP Class Extended Negotiation (PS3.7 D.3.3.5).</summary>
    public IReadOnlyList<ExtendedNegotiation> Extended { get; init; } = [];

    /// <summary>SOP Class Common Extended Negotiation (PS3.7 D.3.3.6).</summary>
    public IReadOnlyList<CommonExtendedNegotiation> CommonExtended { get; init; } = [];

    /// <summary>User Identity of the requestor (PS3.7 D.3.3.7); null if not given.</summary>
    public UserIdentity? Identity { get; init; }

    /// <summary>The acceptor's answer to a user identity that asked for one; null if none.</summary>
    public byte[]? IdentityResponse { get; init; }
}

/// <summary>How many operations may be outstanding; 0 for any number.</summary>
/// <param name="Invoked">That the requestor of the association may have invoked.</param>
/// <param name="Performed">That the requestor may have to perform.</param>
public readonly record struct OperationsWindow(ushort Invoked, ushort Performed)
{
    // What "any number" comes to here.
    internal const ushort Most = 16;

    /// <summary>What both agree to: the lesser of each.</summary>
    internal OperationsWindow Within(OperationsWindow other) => new(Least(Invoked, other.Invoked), Least(Performed, other.Performed));

    private static ushort Least(ushort one, ushort other) => one == 0 ? other : other == 0 ? one : Math.Min(one, other);
}

/// <summary>Which roles the requestor of the association takes for a SOP class.</summary>
public readonly record struct RoleSelection(string SopClassUid, bool IsScu, bool IsScp)
{
    /// <summary>What both agree to.</summary>
    internal RoleSelection And(RoleSelection other) => this with { IsScu = IsScu && other.IsScu, IsScp = IsScp && other.IsScp };
}

/// <summary>Application information of a SOP class, in the bytes of its service class.</summary>
public sealed record ExtendedNegotiation(string SopClassUid, byte[] Information);

/// <summary>What a specialized SOP class is derived from.</summary>
public sealed record CommonExtendedNegotiation(string SopClassUid, string ServiceClassUid, IReadOnlyList<string> RelatedSopClassUids);

/// <summary>Kinds of user identity (PS3.7 table D.3-14).</summary>
public enum UserIdentityType : byte
{
    Username = 1,
    UsernameAndPasscode = 2,
    KerberosTicket = 3,
    SamlAssertion = 4,
    JsonWebToken = 5,
}

/// <summary>Who the requestor's user is, as it says.</summary>
/// <param name="Type">What the fields hold.</param>
/// <param name="AsksForResponse">Whether it wants to know that the acceptor took it.</param>
/// <param name="Primary">User name, or ticket.</param>
/// <param name="Secondary">Passcode; empty otherwise.</param>
public sealed record UserIdentity(UserIdentityType Type, bool AsksForResponse, byte[] Primary, byte[] Secondary);
