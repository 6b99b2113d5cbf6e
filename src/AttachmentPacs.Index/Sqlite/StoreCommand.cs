using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Stores an instance. Looks at everything that could refuse it before the first write.</summary>
internal static class StoreCommand
{
    private const string InsertResource =
        "INSERT INTO resources (key, public_id, level, parent_key, last_update, recycling, identifier) VALUES (?, ?, ?, ?, ?, ?, ?)";

    public static StoreOutcome Run(WriteSession session, NewInstance instance)
    {
        // 1. Is it there already?
        (long known, long parent) = FindOwn(session, instance.Instance.Id, ResourceLevel.Instance);
        if (known != 0 && instance.OnDuplicate == DuplicatePolicy.Ignore) return new StoreOutcome(StoreStatus.AlreadyStored, [], []);
        if (known != 0 && instance.OnDuplicate == DuplicatePolicy.Reject) return new StoreOutcome(StoreStatus.Rejected, [], []);

        // 2. Can all its blobs be referenced?
        List<BlobTarget> targets = new(instance.Attachments.Count);
        List<Guid> unavailable = BlobReferences.Look(session, instance.Attachments, targets);
        if (unavailable.Count > 0) return new StoreOutcome(StoreStatus.BlobUnavailable, [], unavailable);
        if (known != 0) return ReplaceCommand.Run(session, instance, known, parent, targets);

        // 3. Parents, as far as they are new; 4. itself.
        List<NewParent> created = [];
        SeriesPath path = FindOrCreateParents(session, instance, created);
        long key = Create(session, instance.Instance, ResourceLevel.Instance, path.Series);
        Attach(session, key, instance.Attachments, targets);

        // 5. The changes, in the order of the contract.
        List<ChangeRow> changes = [session.Log(ChangeType.NewInstance, ResourceLevel.Instance, instance.Instance.Id, key)];
        foreach (NewParent parentRow in created) changes.Add(session.Log(parentRow.Change, parentRow.Level, parentRow.Id, parentRow.Key));
        Touch(session, path, 1);
        LogCompleted(session, instance, path, changes);
        return new StoreOutcome(StoreStatus.Stored, changes, []);
    }

    /// <summary>Moves the patient to the end of the recycling order, dates the parents, which are unstable from now on, and counts new children of the series.</summary>
    public static void Touch(WriteSession session, in SeriesPath path, int newChildren)
    {
        session.Ancestors.Touch(path.Series, newChildren);
        session.Ancestors.Touch(path.Study, 0);
        session.Ancestors.Touch(path.Patient, 0);
        if (!session.Ancestors.IsLast(path.Patient)) session.Ancestors.Recycle(path.Patient, ++session.Counters.LastRecycling);
    }

    public static void LogCompleted(WriteSession session, NewInstance instance, in SeriesPath path, List<ChangeRow> changes)
    {
        if (instance.ExpectedInstances is not int expected) return;
        if (!CompletedSeries.IsNew(session, path.Series, expected, instance.Instance.Metadata)) return;
        changes.Add(session.Log(ChangeType.CompletedSeries, ResourceLevel.Series, instance.Series.Id, path.Series));
    }

    /// <summary>Key and parent's key of a resource of this level; 0 if there is none.</summary>
    private static (long Key, long Parent) FindOwn(WriteSession session, ResourceId id, ResourceLevel level)
    {
        using Statement row = session.Prepare("SELECT key, level, parent_key FROM resources WHERE public_id = ?").Bind(id);
        if (!row.Step()) return default;
        if (row.Int32(1) == (int)level) return (row.Int64(0), row.Int64(2));

        // The text that is hashed joins its parts by '|': a Patient ID with that sign can spell the text of a study (contract 1.2).
        throw new InvalidDataException(
            $"{level} {id} cannot be indexed: its id belongs to a {(ResourceLevel)row.Int32(1)} already. Its Patient ID or UIDs contain the " +
            "character '|' in a way that makes the two the same; correct them at the sender.");
    }

    private static SeriesPath FindOrCreateParents(WriteSession session, NewInstance instance, List<NewParent> created)
    {
        if (session.Ancestors.TryGetPath(instance.Series.Id, out SeriesPath path)) return path;
        (long series, long study) = FindOwn(session, instance.Series.Id, ResourceLevel.Series);
        long patient = study == 0 ? 0 : ParentOf(session, study);
        if (series == 0) (study, patient) = FindOwn(session, instance.Study.Id, ResourceLevel.Study);
        if (study == 0) (patient, _) = FindOwn(session, instance.Patient.Id, ResourceLevel.Patient);

        if (patient == 0)
        {
            patient = Create(session, instance.Patient, ResourceLevel.Patient, 0);
            session.Ancestors.MarkLast(patient);
            created.Insert(0, new NewParent(ChangeType.NewPatient, ResourceLevel.Patient, instance.Patient.Id, patient));
        }

        if (study == 0)
        {
            study = Create(session, instance.Study, ResourceLevel.Study, patient);
            session.Ancestors.Touch(patient, 1);
            created.Insert(0, new NewParent(ChangeType.NewStudy, ResourceLevel.Study, instance.Study.Id, study));
        }

        if (series == 0)
        {
            series = Create(session, instance.Series, ResourceLevel.Series, study);
            session.Ancestors.Touch(study, 1);
            created.Insert(0, new NewParent(ChangeType.NewSeries, ResourceLevel.Series, instance.Series.Id, series));
        }

        path = new SeriesPath(patient, study, series);
        session.Ancestors.Remember(instance.Series.Id, path);
        return path;
    }

    private static long ParentOf(WriteSession session, long key) =>
        session.Prepare("SELECT parent_key FROM resources WHERE key = ?").Bind(key).Scalar() ?? 0;

    private static long Create(WriteSession session, NewResource resource, ResourceLevel level, long parent)
    {
        long key = ++session.Counters.LastResource;
        Statement row = session.Prepare(InsertResource)
            .Bind(key).Bind(resource.Id).Bind((int)level).Bind(parent).Bind(session.Now);
        if (level == ResourceLevel.Patient) row.Bind(++session.Counters.LastRecycling);
        else row.BindNull();
        row.Bind(Identifiers.Of(level, resource.MainTags)).Run();
        session.Counters.Add(level, 1);

        // Of what is above instances the index keeps the date itself.
        CreationCommands.Write(session, key, resource, except: level == ResourceLevel.Instance ? -1 : ItemTypes.LastUpdate);
        return key;
    }

    private static void Attach(
        WriteSession session, long key, IReadOnlyList<KeyValuePair<int, BlobRow>> attachments, List<BlobTarget> targets)
    {
        List<long> blobs = new(targets.Count);
        BlobReferences.Reference(session, targets, blobs);
        for (int i = 0; i < blobs.Count; i++)
        {
            session.Prepare("INSERT INTO attachments (resource_key, type, blob_key, revision) VALUES (?, ?, ?, 0)")
                .Bind(key).Bind(attachments[i].Key).Bind(blobs[i]).Run();
        }
    }

    private readonly record struct NewParent(ChangeType Change, ResourceLevel Level, ResourceId Id, long Key);
}
