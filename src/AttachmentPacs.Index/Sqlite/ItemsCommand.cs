using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Several attachments and metadata of one resource: all or none.</summary>
internal static class ItemsCommand
{
    /// <summary>A savepoint of its own, so that a refusal takes back these writes and nothing of the batch that they share a transaction with.</summary>
    public static ItemsOutcome Run(WriteSession session, ResourceId id, IReadOnlyList<ItemWrite> writes)
    {
        Counters before = session.Counters;
        session.Prepare("SAVEPOINT items").Run();
        var revisions = new long[writes.Count];
        for (int i = 0; i < writes.Count; i++)
        {
            WriteOutcome outcome = Run(session, id, writes[i]);
            if (!outcome.IsDone)
            {
                session.Prepare("ROLLBACK TO items").Run();
                session.Prepare("RELEASE items").Run();
                session.Counters = before;
                return new ItemsOutcome(outcome.Status, [], i);
            }

            revisions[i] = outcome.Revision;
        }

        session.Prepare("RELEASE items").Run();
        return new ItemsOutcome(WriteStatus.Done, revisions, -1);
    }

    /// <summary>What can never be right.</summary>
    public static void Check(IReadOnlyList<ItemWrite> writes)
    {
        if (writes.Count == 0) throw new ArgumentException("There is nothing to write.");
        IGrouping<(bool, int), ItemWrite>? twice = writes.GroupBy(write => (write is MetadataPut or MetadataDeletion, write.Type)).FirstOrDefault(each => each.Count() > 1);
        if (twice is not null) throw new ArgumentException($"{(twice.Key.Item1 ? "Metadata" : "Attachment")} {twice.Key.Item2} is to be written twice in one call.");
    }

    private static WriteOutcome Run(WriteSession session, ResourceId id, ItemWrite write) => write switch
    {
        AttachmentPut put => ItemCommands.PutAttachment(session, id, put.Type, put.Blob, put.Precondition),
        AttachmentDeletion => ItemCommands.DeleteAttachment(session, id, write.Type, write.Precondition),
        MetadataPut put => ItemCommands.PutMetadata(session, id, put.Type, put.Value, put.Precondition),
        MetadataDeletion => ItemCommands.DeleteMetadata(session, id, write.Type, write.Precondition),
        _ => throw new ArgumentException($"{write.GetType().Name} is no write that the index knows."),
    };
}
