using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>No statement of the index reads a whole table, but those that are meant to.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private static readonly ResourceId Study = Sample.StudyId("P", "T");

    // What a statement names for itself: the scratch of a deletion, and the rows of a recursive walk.
    private static readonly string[] OwnRows = ["below", "doomed", "released", "CONSTANT ROW", "2-ROW", "(subquery"];

    private static readonly string[] MeantToReadAll =
    [
        "SELECT public_id FROM resources WHERE level = 4 ORDER BY key LIMIT ? OFFSET ?",
        "SELECT DISTINCT label FROM labels ORDER BY label",
        "SELECT seq, level, public_id, remote_modality, date, patient_id, study_instance_uid, series_instance_uid, sop_instance_uid " +
            "FROM exports ORDER BY seq DESC LIMIT 1",
        "SELECT name, definition FROM modalities ORDER BY name",
        "DELETE FROM changes",
        "DELETE FROM exports",
        "DELETE FROM doomed",
        "DELETE FROM released",
    ];

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Statements_of_all_commands_and_questions_search_by_index()
    {
        await SqliteIndex.Open(Probe.Options(_folder.Database), _ => true, _time, Migrations.All).DisposeAsync();
        using Connection connection = Connection.OpenWriter(Probe.Options(_folder.Database));
        connection.Execute(DeleteCommand.CreateScratch);
        WriteSession session = new(connection, _time, _ => true);
        RunAllCommands(session);
        RunAllQuestions(connection);

        string[] prepared = [.. connection.Prepared.Where(sql => !sql.StartsWith("PRAGMA", StringComparison.Ordinal))];
        Assert.InRange(prepared.Length, 70, 200);
        List<string> scans = [];
        foreach (string sql in prepared.Except(MeantToReadAll))
        {
            using Statement plan = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
            while (plan.Step())
            {
                string step = plan.Text(3);
                bool isScan = step.StartsWith("SCAN ", StringComparison.Ordinal);
                if (isScan && !OwnRows.Any(own => step.StartsWith("SCAN " + own, StringComparison.Ordinal))) scans.Add($"{step}: {sql}");
            }
        }

        Assert.Empty(scans);
        Assert.Equal([], Sorting(connection, prepared.Where(sql => sql.Contains("OFFSET", StringComparison.Ordinal) || sql.EndsWith("ORDER BY r.key LIMIT 1", StringComparison.Ordinal) || sql.Contains("ORDER BY unstable_since", StringComparison.Ordinal)), 5));
        Assert.Empty(MeantToReadAll.Except(prepared));
    }

    /// <summary>Those of so many statements that gather their rows to sort them, instead of streaming them from an index.</summary>
    private static List<string> Sorting(Connection connection, IEnumerable<string> statements, int count)
    {
        string[] all = [.. statements];
        Assert.Equal(count, all.Length);
        List<string> sorting = [];
        foreach (string sql in all)
        {
            using Statement plan = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
            while (plan.Step())
            {
                if (plan.Text(3).Contains("TEMP B-TREE", StringComparison.Ordinal)) sorting.Add(sql);
            }
        }

        return sorting;
    }

    [Fact]
    public async Task Replace_in_a_series_that_was_completed_reads_no_siblings()
    {
        await using (SqliteIndex index = SqliteIndex.Open(Probe.Options(_folder.Database), _ => true, _time, Migrations.All))
        {
            for (int i = 1; i <= 3; i++) await index.StoreAsync(Member(i), CancellationToken.None);
        }

        using Connection connection = Connection.OpenWriter(Probe.Options(_folder.Database));
        WriteSession session = new(connection, _time, _ => true);
        session.Begin();
        Assert.Equal(StoreStatus.Replaced, StoreCommand.Run(session, Member(2)).Status);
        session.Commit();
        Assert.DoesNotContain(connection.Prepared, sql => sql.Contains("LEFT JOIN metadata", StringComparison.Ordinal));
        AssertTombstonesAreNotRead(connection);
    }

    /// <summary>Tombstones have the key of what remained, of which there may be thousands: the changes of a resource are searched by their type, too.</summary>
    private static void AssertTombstonesAreNotRead(Connection connection)
    {
        string[] searches = [.. connection.Prepared.Where(sql => sql.Contains(" changes ", StringComparison.Ordinal) && sql.Contains("resource_key = ?", StringComparison.Ordinal))];
        Assert.Equal(2, searches.Length);
        foreach (string sql in searches)
        {
            using Statement plan = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
            Assert.True(plan.Step());
            Assert.Equal("SEARCH changes USING INDEX changes_by_resource (resource_key=? AND type=?)", plan.Text(3));
        }
    }

    private static NewInstance Member(int i) =>
        Sample.Instance("P", "T", "S", "I" + Sample.Number(i), DuplicatePolicy.Replace, expected: 3, index: Sample.Number(i));

    private static void RunAllCommands(WriteSession session)
    {
        session.Begin();
        StoreCommand.Run(session, Sample.Instance("P", "T", "S", "I", expected: 1, index: "1"));
        session.Commit();
        session.Begin();
        StoreCommand.Run(session, Sample.Instance("P", "T", "S", "J", expected: 2, index: "2"));
        NewInstance replacing = Sample.Instance("P", "T", "S", "J", DuplicatePolicy.Replace, contents: [(2, "other")]);
        StoreCommand.Run(session, replacing);
        session.Commit();
        session.Begin();
        StoreCommand.Run(session, Sample.Instance("P", "T", "S", "J", DuplicatePolicy.Replace, index: "2"));
        StoreCommand.Run(session, Sample.Instance("P", "T", "S", "K", contents: [(1, "again"), (2, "again")]));
        BlobRow repacked = Sample.Blob("again") with { CompressedSize = 1 };
        ItemCommands.PutAttachment(session, Study, 1023, repacked, Precondition.Any);
        ItemCommands.PutAttachment(session, Study, 1024, Sample.Blob("again"), Precondition.Any);
        ItemCommands.DeleteAttachment(session, Study, 1024, Precondition.Any);
        ItemCommands.PutMetadata(session, Study, 1024, "value", Precondition.Any);
        ItemCommands.DeleteMetadata(session, Study, 1024, Precondition.Any);
        ItemCommands.Label(session, Study, "label", true);
        ItemCommands.Label(session, Study, "label", false);
        ItemCommands.MarkDamaged(session, Sample.Blob("again").Uuid, true);
        ItemCommands.SetProtected(session, Sample.PatientId("P"), true);
        ItemCommands.SetProtected(session, Sample.PatientId("P"), false);
        LogCommands.AddExport(session, new(0, ResourceLevel.Study, Study, "", session.Now, "", "", "", ""));
        LogCommands.SetProperty(session, "name", "value");
        ItemCommands.PutMetadata(session, Study, 1025, "value", Precondition.Any with { Once = new IdempotencyKey([1], [2]) });
        IdempotencyCommands.Forget(session, session.Now, 10);
        DeleteCommand.Run(session, Sample.InstanceId("P", "T", "S", "K"), ResourceLevel.Instance);
        CollectorCommands.Run(session, session.Now.AddDays(1), 10);
        CollectorCommands.RunOrphans(session, [Sample.Blob("orphan").Uuid]);
        CollectorCommands.Forget(session, [Sample.Blob("orphan").Uuid]);
        SettleCommand.Run(session, session.Now, 10);
        ModalityCommands.Put(session, "name", "{}");
        ModalityCommands.Delete(session, "name");
        ConsumerCommands.ClearChanges(session);
        ConsumerCommands.Open(session, "consumer", false);
        ConsumerCommands.Move(session, "consumer", 1);
        ConsumerCommands.ClearChanges(session);
        ConsumerCommands.Forget(session, "consumer");
        LogCommands.ClearExports(session);
        session.Rollback();
    }

    private static void RunAllQuestions(Connection connection)
    {
        long study = ResourceQueries.Find(connection, Study)!.Key;
        ResourceQueries.List(connection, ResourceLevel.Instance, 0, 0);
        ResourceQueries.List(connection, ResourceLevel.Study, 0, 0);
        ResourceQueries.FirstDescendant(connection, study, ResourceLevel.Instance);
        ResourceQueries.Descendants(connection, study, ResourceLevel.Instance);
        ResourceQueries.Ancestor(connection, study, ResourceLevel.Patient);
        ResourceQueries.Lookup(connection, ResourceLevel.Study, "T");
        ResourceQueries.RecyclingOrder(connection, 10);
        ItemQueries.MainTags(connection, study);
        ItemQueries.Metadata(connection, study);
        ItemQueries.Metadata(connection, study, 7);
        ItemQueries.ChildrenMetadata(connection, study, 7);
        ItemQueries.Attachments(connection, study);
        ItemQueries.OneAttachment(connection, study, 1);
        ItemQueries.Blob(connection, Sample.Blob("again").Uuid);
        ItemQueries.Labels(connection, study);
        ItemQueries.AllLabels(connection);
        ItemQueries.Property(connection, "name");
        ModalityCommands.All(connection);
        ResourceQueries.UnstableSince(connection);
        LogQueries.Changes(connection, 1, null, 10, [ChangeType.NewStudy], false);
        LogQueries.LastChange(connection, true);
        LogQueries.ConsumerChanges(connection, 1, 10, []);
        ConsumerCommands.Positions(connection);
        LogQueries.Exports(connection, 0, 10);
        LogQueries.LastExport(connection);
        StatisticsQueries.Whole(connection);
        StatisticsQueries.Of(connection, study);
    }
}
