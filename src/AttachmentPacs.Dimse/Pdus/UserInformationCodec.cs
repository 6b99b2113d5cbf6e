namespace AttachmentPacs.Dimse.Pdus;

/// <summary>The User Information item on the wire (PS3.8 D.1, PS3.7 D.3.3).</summary>
internal static class UserInformationCodec
{
    private const byte MaximumLength = 0x51;
    private const byte ImplementationClass = 0x52;
    private const byte OperationsWindowItem = 0x53;
    private const byte RoleSelectionItem = 0x54;
    private const byte ImplementationVersion = 0x55;
    private const byte ExtendedItem = 0x56;
    private const byte CommonExtendedItem = 0x57;
    private const byte IdentityItem = 0x58;
    private const byte IdentityResponseItem = 0x59;

    public static UserInformation Read(ItemReader reader)
    {
        var user = new UserInformation();
        List<RoleSelection> roles = [];
        List<ExtendedNegotiation> extended = [];
        List<CommonExtendedNegotiation> common = [];
        while (!reader.IsAtEnd)
        {
            switch (reader.Item(out ItemReader item))
            {
                case MaximumLength: user = user with { MaxPduLength = item.UInt32() }; break;
                case ImplementationClass: user = user with { ImplementationClassUid = item.RestText() }; break;
                case ImplementationVersion: user = user with { ImplementationVersionName = item.RestText() }; break;
                case OperationsWindowItem: user = user with { Window = new OperationsWindow(item.UInt16(), item.UInt16()) }; break;
                case RoleSelectionItem: roles.Add(new RoleSelection(item.SizedText(), item.Byte() == 1, item.Byte() == 1)); break;
                case ExtendedItem: extended.Add(new ExtendedNegotiation(item.SizedText(), item.Rest().ToArray())); break;
                case CommonExtendedItem: common.Add(ReadCommon(ref item)); break;
                case IdentityItem: user = user with { Identity = ReadIdentity(ref item) }; break;
                case IdentityResponseItem: user = user with { IdentityResponse = item.Sized().ToArray() }; break;
            }
        }

        return user with { Roles = roles, Extended = extended, CommonExtended = common };
    }

    public static void Write(ItemWriter writer, UserInformation user)
    {
        writer.Item(MaximumLength, () => writer.UInt32(user.MaxPduLength));
        writer.Item(ImplementationClass, user.ImplementationClassUid);
        if (user.Window is { } window)
        {
            writer.Item(OperationsWindowItem, () =>
            {
                writer.UInt16(window.Invoked);
                writer.UInt16(window.Performed);
            });
        }

        foreach (RoleSelection role in user.Roles)
        {
            writer.Item(RoleSelectionItem, () =>
            {
                writer.Sized(role.SopClassUid);
                writer.Byte(role.IsScu ? (byte)1 : (byte)0);
                writer.Byte(role.IsScp ? (byte)1 : (byte)0);
            });
        }

        if (user.ImplementationVersionName is { } version) writer.Item(ImplementationVersion, version);
        foreach (ExtendedNegotiation extended in user.Extended)
        {
            writer.Item(ExtendedItem, () =>
            {
                writer.Sized(extended.SopClassUid);
                writer.Bytes(extended.Information);
            });
        }

        foreach (CommonExtendedNegotiation common in user.CommonExtended) writer.Item(CommonExtendedItem, () => WriteCommon(writer, common));
        if (user.Identity is { } identity) writer.Item(IdentityItem, () => WriteIdentity(writer, identity));
        if (user.IdentityResponse is { } response) writer.Item(IdentityResponseItem, () => writer.Sized(response));
    }

    private static CommonExtendedNegotiation ReadCommon(ref ItemReader item)
    {
        string sopClass = item.SizedText(), service = item.SizedText();
        var related = new ItemReader(item.Sized());
        List<string> classes = [];
        while (!related.IsAtEnd) classes.Add(related.SizedText());
        return new CommonExtendedNegotiation(sopClass, service, classes);
    }

    private static void WriteCommon(ItemWriter writer, CommonExtendedNegotiation common)
    {
        writer.Sized(common.SopClassUid);
        writer.Sized(common.ServiceClassUid);
        writer.Counted(() =>
        {
            foreach (string related in common.RelatedSopClassUids) writer.Sized(related);
        });
    }

    private static UserIdentity ReadIdentity(ref ItemReader item) =>
        new((UserIdentityType)item.Byte(), item.Byte() == 1, item.Sized().ToArray(), item.Sized().ToArray());

    private static void WriteIdentity(ItemWriter writer, UserIdentity identity)
    {
        writer.Byte((byte)identity.Type);
        writer.Byte(identity.AsksForResponse ? (byte)1 : (byte)0);
        writer.Sized(identity.Primary);
        writer.Sized(identity.Secondary);
    }
}
