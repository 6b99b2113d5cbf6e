using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index;

/// <summary>
/// Changes to the index. Each call is atomic and durable when it returns; calls that wait at the same time share one transaction (group
/// commit), and the failure of one leaves the others alone. Cancelling stops the waiting, not a change that is under way.
/// Blobs named in a call have their reference counts kept in the same transaction.
/// </summary>
/// <remarks>
/// <para>The collector's protocol, which together with <see cref="StoreAsync"/> guarantees that no referenced file is removed, in one
/// process or several:</para>
/// <para>1. <see cref="CondemnAsync"/> marks blobs that nobody has referenced for the grace time; from its commit on, nothing can
/// reference them (<see cref="StoreStatus.BlobUnavailable"/>). 2. The files are removed. 3. <see cref="ForgetAsync"/> deletes the rows.</para>
/// <para>A store that comes after step 3 finds no row; therefore a transaction that creates a blob's row asks, inside the transaction,
/// whether the file exists, and refuses if it does not.</para>
/// <para>There is one collector at a time: step 1 returns nothing while another index opened on the same database collects, which it does
/// until it is closed or its process ends. A caller ends one run (steps 1 to 3) before it begins the next.</para>
/// </remarks>
public partial interface IIndexWriter
{
    /// <summary>
    /// Indexes an instance with its parents as far as they are new, its attachments and the changes NewInstance, NewSeries, NewStudy,
    /// NewPatient, CompletedSeries, in this order. Its parents are not stable from now on. Throws <see cref="InvalidDataException"/> if one of its ids belongs to a resource of another
    /// level (a Patient ID with the sign '|' can spell a study's), <see cref="ArgumentException"/> for two items of one type.
    /// </summary>
    Task<StoreOutcome> StoreAsync(NewInstance instance, CancellationToken cancellationToken);

    /// <summary>
    /// Adds or replaces an attachment: revision 0 when new, else one more. Types of 1024 and up log UpdatedAttachment.
    /// </summary>
    Task<WriteOutcome> PutAttachmentAsync(
        ResourceId id, int type, BlobRow blob, Precondition precondition, CancellationToken cancellationToken);

    /// <summary>Deletes an attachment. Types of 1024 and up log UpdatedAttachment.</summary>
    Task<WriteOutcome> DeleteAttachmentAsync(ResourceId id, int type, Precondition precondition, CancellationToken cancellationToken);

    /// <summary>
    /// Marks every attachment that points to this blob as damaged, or takes the mark away. Storing or putting the same blob anew (freshly
    /// written and checked) takes it away, too. Returns how many attachments there are.
    /// </summary>
    Task<int> MarkDamagedAsync(Guid uuid, bool damaged, CancellationToken cancellationToken);

    /// <summary>
    /// Adds or replaces a metadata. Types of 1024 and up log UpdatedMetadata. LastUpdate (7) of patients, studies and series is kept by the index:
    /// writing or deleting it throws <see cref="ArgumentException"/>.
    /// </summary>
    Task<WriteOutcome> PutMetadataAsync(
        ResourceId id, int type, string value, Precondition precondition, CancellationToken cancellationToken);

    /// <summary>Deletes a metadata. Types of 1024 and up log UpdatedMetadata.</summary>
    Task<WriteOutcome> DeleteMetadataAsync(ResourceId id, int type, Precondition precondition, CancellationToken cancellationToken);

    /// <summary>
    /// Does several of the four calls above on one resource: all of them, in their order, or none. Throws <see cref="ArgumentException"/> without any,
    /// or for two of one attachment or metadata.
    /// </summary>
    Task<ItemsOutcome> WriteItemsAsync(ResourceId id, IReadOnlyList<ItemWrite> writes, CancellationToken cancellationToken);

    /// <summary>Adds a label; done also when it is there already.</summary>
    Task<WriteOutcome> AddLabelAsync(ResourceId id, string label, CancellationToken cancellationToken);

    /// <summary>Removes a label; done also when it is not there.</summary>
    Task<WriteOutcome> RemoveLabelAsync(ResourceId id, string label, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a resource of this level with all below it, and the parents left without children. The changes of what goes are hidden from
    /// the plain change log, and a Deleted tombstone is added for each. Remaining parents get a new LastUpdate and stay stable if they are.
    /// </summary>
    Task<DeleteOutcome> DeleteAsync(ResourceId id, ResourceLevel level, CancellationToken cancellationToken);

    /// <summary>Protects a patient from recycling, or takes the protection away (it is then the last to be recycled).</summary>
    Task<WriteOutcome> SetProtectedAsync(ResourceId patient, bool isProtected, CancellationToken cancellationToken);

    /// <summary>
    /// Logs StableSeries, StableStudy or StablePatient for at most <paramref name="limit"/> of the resources to which the last instance came at
    /// <paramref name="lastInstance"/> or before and that have no such change since; hides their older one of the kind; returns the changes. In
    /// the order of their last instances, of one moment series before studies before patients: none before what is below it. A date in the future,
    /// which a clock has left that was set back since, becomes now.
    /// </summary>
    Task<IReadOnlyList<ChangeRow>> SettleAsync(DateTimeOffset lastInstance, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Clears the change log. Sequences go on where they were. What a consumer is not done with disappears for all others, and for it when every
    /// consumer is past it.
    /// </summary>
    Task ClearChangesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a consumer of the change log known, and returns the sequence it is done with. A new one begins after the newest change, or
    /// <paramref name="fromBeginning"/>; one that is known keeps its position.
    /// </summary>
    Task<long> OpenConsumerAsync(string consumer, bool fromBeginning, CancellationToken cancellationToken);

    /// <summary>Notes that a consumer is done with all changes up to this sequence; never goes back. False: it is not known.</summary>
    Task<bool> MoveConsumerAsync(string consumer, long position, CancellationToken cancellationToken);

    /// <summary>Forgets a consumer, and what was kept for it alone. False: it was not known.</summary>
    Task<bool> ForgetConsumerAsync(string consumer, CancellationToken cancellationToken);

    /// <summary>Adds an entry to the export log; its sequence is given by the index.</summary>
    Task AddExportAsync(ExportRow export, CancellationToken cancellationToken);

    /// <summary>Clears the export log. Sequences go on where they were.</summary>
    Task ClearExportsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Collector, step 1: condemns at most <paramref name="limit"/> blobs that have been without reference since before
    /// <paramref name="unreferencedBefore"/>, and returns them together with those condemned earlier and not yet forgotten.
    /// </summary>
    Task<IReadOnlyList<Guid>> CondemnAsync(DateTimeOffset unreferencedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Collector, step 1 for files that the sweeper found: condemns those of the names that have no row, and returns them. A name that has
    /// a row is left alone.
    /// </summary>
    Task<IReadOnlyList<Guid>> CondemnOrphansAsync(IReadOnlyCollection<Guid> names, CancellationToken cancellationToken);

    /// <summary>Collector, step 3: deletes the rows of condemned blobs, whose files are gone.</summary>
    Task ForgetAsync(IReadOnlyCollection<Guid> condemned, CancellationToken cancellationToken);

    /// <summary>Forgets at most <paramref name="limit"/> of the oldest keys of writes that were done before a time; returns how many.</summary>
    Task<int> ForgetKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Adds or replaces the definition of a modality: text, which the index does not look into.</summary>
    Task PutModalityAsync(string name, string definition, CancellationToken cancellationToken);

    /// <summary>Deletes the definition of a modality; false if there is none.</summary>
    Task<bool> DeleteModalityAsync(string name, CancellationToken cancellationToken);

    /// <summary>Sets a property of the store itself.</summary>
    Task SetPropertyAsync(string name, string value, CancellationToken cancellationToken);
}

/// <summary>An index: opened once, for the life of the process.</summary>
public interface IIndex : IIndexReader, IIndexWriter, IAsyncDisposable
{
    /// <summary>Version of the newest migration applied.</summary>
    int SchemaVersion { get; }
}
