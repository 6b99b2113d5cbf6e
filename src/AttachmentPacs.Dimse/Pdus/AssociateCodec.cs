namespace AttachmentPacs.Dimse.Pdus;

/// <summary>A-ASSOCIATE-RQ and -AC on the wire (PS3.8 9.3.2 and 9.3.3). Bodies begin after the six bytes of the PDU's header:</summary>
/// <remarks>
/// <code>
/// 0  2  protocol version     4  16  called AE title     36  32  reserved
/// 2  2  reserved            20  16  calling AE title    68      items: 10 application context, 20 or 21 presentation contexts, 50 user information
/// </code>
/// </remarks>
internal static class AssociateCodec
{
    private const int TitlesLength = 64;
    private const byte ApplicationContextItem = 0x10;
    private const byte ProposedContextItem = 0x20;
    private const byte ContextAnswerItem = 0x21;
    private const byte AbstractSyntaxItem = 0x30;
    private const byte TransferSyntaxItem = 0x40;
    private const byte UserInformationItem = 0x50;

    /// <exception cref="ProtocolException">It is not one.</exception>
    public static AssociateRequest ReadRequest(ReadOnlySpan<byte> body)
    {
        var reader = new ItemReader(body);
        (ushort version, string called, string calling) = ReadFixedPart(ref reader);
        byte[] echo = body.Slice(4, TitlesLength).ToArray();
        string? application = null;
        UserInformation? user = null;
        List<ProposedContext> contexts = [];
        while (!reader.IsAtEnd)
        {
            switch (reader.Item(out ItemReader content))
            {
                case ApplicationContextItem: application = content.RestText(); break;
                case ProposedContextItem: contexts.Add(ReadProposal(content)); break;
                case UserInformationItem: user = UserInformationCodec.Read(content); break;

                // Unknown items are passed over (PS3.8 9.3.1).
            }
        }

        if (application is null || user is null) throw Missing("application context or user information");
        if (contexts.DistinctBy(context => context.Id).Count() != contexts.Count)
        {
            throw new ProtocolException(AbortReason.InvalidParameter, "Two presentation contexts have the same id");
        }

        return new AssociateRequest(called, calling, contexts, user) { ApplicationContext = application, ProtocolVersion = version, Echo = echo };
    }

    /// <exception cref="ProtocolException">It is not one.</exception>
    public static AssociateAccept ReadAccept(ReadOnlySpan<byte> body)
    {
        var reader = new ItemReader(body);
        (_, string called, string calling) = ReadFixedPart(ref reader);
        UserInformation? user = null;
        List<ContextAnswer> contexts = [];
        while (!reader.IsAtEnd)
        {
            switch (reader.Item(out ItemReader content))
            {
                case ContextAnswerItem: contexts.Add(ReadAnswer(content)); break;
                case UserInformationItem: user = UserInformationCodec.Read(content); break;
            }
        }

        return new AssociateAccept(called, calling, contexts, user ?? throw Missing("user information"));
    }

    public static ReadOnlyMemory<byte> Write(AssociateRequest request) =>
        Write(PduType.AssociateRequest, writer => WriteTitles(writer, request.CalledAeTitle, request.CallingAeTitle), request.User, writer =>
        {
            foreach (ProposedContext context in request.Contexts)
            {
                writer.Item(ProposedContextItem, () =>
                {
                    writer.Byte(context.Id);
                    writer.Zeros(3);
                    writer.Item(AbstractSyntaxItem, context.AbstractSyntax);
                    foreach (string syntax in context.TransferSyntaxes) writer.Item(TransferSyntaxItem, syntax);
                });
            }
        });

    public static ReadOnlyMemory<byte> Write(AssociateAccept accept) =>
        Write(PduType.AssociateAccept, writer => WriteEcho(writer, accept), accept.User, writer =>
        {
            foreach (ContextAnswer context in accept.Contexts)
            {
                writer.Item(ContextAnswerItem, () =>
                {
                    writer.Byte(context.Id);
                    writer.Zeros(1);
                    writer.Byte((byte)context.Result);
                    writer.Zeros(1);
                    writer.Item(TransferSyntaxItem, context.TransferSyntax);
                });
            }
        });

    private static ReadOnlyMemory<byte> Write(PduType type, Action<ItemWriter> titles, UserInformation user, Action<ItemWriter> contexts)
    {
        var writer = new ItemWriter();
        writer.Pdu(type, () =>
        {
            writer.UInt16(1);
            writer.Zeros(2);
            titles(writer);
            writer.Item(ApplicationContextItem, AssociateRequest.DicomApplicationContext);
            contexts(writer);
            writer.Item(UserInformationItem, () => UserInformationCodec.Write(writer, user));
        });
        return writer.Written;
    }

    private static void WriteTitles(ItemWriter writer, string called, string calling)
    {
        writer.AeTitle(called);
        writer.AeTitle(calling);
        writer.Zeros(32);
    }

    // PS3.8 9.3.3: with the value of the request, whatever it was.
    private static void WriteEcho(ItemWriter writer, AssociateAccept accept)
    {
        if (accept.Echo.IsEmpty) WriteTitles(writer, accept.CalledAeTitle, accept.CallingAeTitle);
        else writer.Bytes(accept.Echo.Span);
    }

    private static (ushort Version, string Called, string Calling) ReadFixedPart(ref ItemReader reader)
    {
        ushort version = reader.UInt16();
        reader.Skip(2);
        string called = reader.FixedText(16), calling = reader.FixedText(16);
        reader.Skip(32);
        return (version, called, calling);
    }

    private static ProposedContext ReadProposal(ItemReader reader)
    {
        byte id = reader.Byte();
        reader.Skip(3);
        string? abstractSyntax = null;
        List<string> transferSyntaxes = [];
        while (!reader.IsAtEnd)
        {
            switch (reader.Item(out ItemReader content))
            {
                case AbstractSyntaxItem: abstractSyntax = content.RestText(); break;
                case TransferSyntaxItem: transferSyntaxes.Add(content.RestText()); break;
            }
        }

        if (id % 2 == 0) throw new ProtocolException(AbortReason.InvalidParameter, $"Presentation context {id} has an even id");
        if (abstractSyntax is null || transferSyntaxes.Count == 0) throw Missing($"abstract or transfer syntax of presentation context {id}");
        return new ProposedContext(id, abstractSyntax, transferSyntaxes);
    }

    private static ContextAnswer ReadAnswer(ItemReader reader)
    {
        byte id = reader.Byte();
        reader.Skip(1);
        byte result = reader.Byte();
        reader.Skip(1);
        string syntax = "";
        while (!reader.IsAtEnd)
        {
            if (reader.Item(out ItemReader content) == TransferSyntaxItem) syntax = content.RestText();
        }

        return new ContextAnswer(id, (ContextResult)result, syntax);
    }

    private static ProtocolException Missing(string what) => new(AbortReason.InvalidParameter, $"The {what} is missing");
}
