namespace AttachmentPacs.Index.Sqlite;

/// <summary>Changes of storage commitments.</summary>
internal static class CommitmentCommands
{
    private const string Insert =
        "INSERT INTO commitments (role, transaction_uid, remote_ae, local_ae, modality, state, date, attempts, next_attempt, problem) " +
        "VALUES (?, ?, ?, ?, ?, 0, ?, 0, ?, '')";

    private const string InsertItem = "INSERT INTO commitment_references (commitment, number, sop_class, sop_instance) VALUES (?, ?, ?, ?)";

    private const string Unfinished = "SELECT COUNT(*) FROM commitments WHERE next_attempt IS NOT NULL AND role = ?";

    private const string BeginAnew =
        "UPDATE commitments SET state = 0, date = ?, verified = NULL, attempts = 0, next_attempt = ?, problem = '', local_ae = ?, modality = ? WHERE key = ?";

    private const string TakeBack = "UPDATE commitment_references SET outcome = NULL WHERE commitment = ?";

    private const string Hasten = "UPDATE commitments SET date = ?, next_attempt = min(next_attempt, ?) WHERE key = ?";

    private const string Step =
        "UPDATE commitments SET state = ?, verified = ?, attempts = ?, next_attempt = ?, problem = ? WHERE key = ? AND state = ?";

    private const string SetOutcome = "UPDATE commitment_references SET outcome = ? WHERE commitment = ? AND number = ?";

    private const string Ended = "SELECT COUNT(*) FROM commitments WHERE next_attempt IS NULL";

    private const string OldestEnded = "SELECT key FROM commitments WHERE next_attempt IS NULL ORDER BY key LIMIT ?";

    public static CommitmentAddition Add(WriteSession session, NewCommitment added, int mostUnfinished)
    {
        if (CommitmentQueries.Find(session.Connection, added.Role, added.TransactionUid, added.RemoteAeTitle) is { } before)
        {
            return Repeat(session, before, added);
        }

        if (session.Prepare(Unfinished).Bind((int)added.Role).Scalar() >= mostUnfinished) return CommitmentAddition.TooMany;
        session.Prepare(Insert).Bind((int)added.Role).Bind(added.TransactionUid).Bind(added.RemoteAeTitle).Bind(added.LocalAeTitle)
            .Bind(added.Modality).Bind(session.Now).Bind(added.NextAttempt).Run();
        long key = session.Prepare("SELECT last_insert_rowid()").Scalar() ?? 0;
        for (int i = 0; i < added.References.Count; i++)
        {
            SopReference reference = added.References[i];
            session.Prepare(InsertItem).Bind(key).Bind(i).Bind(reference.SopClassUid).Bind(reference.SopInstanceUid).Run();
        }

        return CommitmentAddition.Added;
    }

    public static bool Advance(WriteSession session, CommitmentStep step)
    {
        Statement row = session.Prepare(Step).Bind((int)step.To);
        row = step.Verified is { } verified ? row.Bind(verified) : row.BindNull();
        row = row.Bind(step.Attempts);
        row = step.NextAttempt is { } next ? row.Bind(next) : row.BindNull();
        if (row.Bind(step.Problem).Bind(step.Key).Bind((int)step.From).Run() == 0) return false;
        foreach ((int number, int? outcome) in step.Outcomes)
        {
            Statement item = session.Prepare(SetOutcome);
            (outcome is { } known ? item.Bind(known) : item.BindNull()).Bind(step.Key).Bind(number).Run();
        }

        return true;
    }

    public static int Forget(WriteSession session, int keep, int limit)
    {
        long most = Math.Min(limit, (session.Prepare(Ended).Scalar() ?? 0) - keep);
        if (most <= 0) return 0;
        List<long> keys = [];
        using (Statement row = session.Prepare(OldestEnded).Bind(most))
        {
            while (row.Step()) keys.Add(row.Int64(0));
        }

        foreach (long key in keys)
        {
            session.Prepare("DELETE FROM commitment_references WHERE commitment = ?").Bind(key).Run();
            session.Prepare("DELETE FROM commitments WHERE key = ?").Bind(key).Run();
        }

        return keys.Count;
    }

    private static CommitmentAddition Repeat(WriteSession session, CommitmentRow before, NewCommitment added)
    {
        if (!IsSame(session.Connection, before.Key, added.References)) return CommitmentAddition.Conflict;
        if (before.State is CommitmentState.Pending or CommitmentState.Verified)
        {
            session.Prepare(Hasten).Bind(session.Now).Bind(added.NextAttempt).Bind(before.Key).Run();
            return CommitmentAddition.Repeated;
        }

        session.Prepare(BeginAnew).Bind(session.Now).Bind(added.NextAttempt).Bind(added.LocalAeTitle).Bind(added.Modality).Bind(before.Key).Run();
        session.Prepare(TakeBack).Bind(before.Key).Run();
        return CommitmentAddition.Repeated;
    }

    private static bool IsSame(Connection connection, long key, IReadOnlyList<SopReference> references)
    {
        IReadOnlyList<CommitmentItem> before = CommitmentQueries.Items(connection, key, 0, references.Count + 1, openOnly: false);
        return before.Select(item => item.Reference).SequenceEqual(references);
    }
}
