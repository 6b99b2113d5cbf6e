using AttachmentPacs.Dicom.Identity;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core;

/// <summary>Every log line of this project, numbered. No patient data above debug level.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1001, LogLevel.Warning, "The stored copy of instance {Instance} is damaged or missing (blob {Blob}); the newcomer takes its place, unless a second look finds it sound (same content: {IsSame})")]
    public static partial void StoredCopyIsBad(this ILogger log, ResourceId instance, Guid? blob, bool isSame);

    [LoggerMessage(1002, LogLevel.Warning, "Another file with the identifiers of instance {Instance} came and was not taken: same UIDs, other content. Storage:Duplicates says what to do with such files")]
    public static partial void SameIdOtherContent(this ILogger log, ResourceId instance);

    [LoggerMessage(1003, LogLevel.Error, "Attachment {Type} of {Resource} is damaged: {Problem} It is marked so and not served; store the same content again to heal it, or restore the file from a backup")]
    public static partial void AttachmentDamaged(this ILogger log, int type, ResourceId resource, string problem);

    [LoggerMessage(1004, LogLevel.Warning, "The summary of instance {Instance} was {Problem} and has been remade from the DICOM file")]
    public static partial void SummaryRemade(this ILogger log, ResourceId instance, string problem);

    [LoggerMessage(1005, LogLevel.Information, "Collected {Count} blobs without reference")]
    public static partial void BlobsCollected(this ILogger log, int count);

    [LoggerMessage(1006, LogLevel.Error, "Blob {Blob} is without reference and could not be removed: {Problem}. It is tried again at the next round")]
    public static partial void BlobNotRemoved(this ILogger log, Guid blob, string problem);

    [LoggerMessage(1007, LogLevel.Warning, "The last stop was not a clean one: removed {Drafts} drafts; looking for files that no index row names")]
    public static partial void UncleanStop(this ILogger log, int drafts);

    [LoggerMessage(1008, LogLevel.Information, "Looked through {Files} files of the store: {Orphans} were named by no index row and have been removed")]
    public static partial void OrphansRemoved(this ILogger log, int files, int orphans);

    [LoggerMessage(1014, LogLevel.Error, "The storage has seen change {Storage} only, but its index stopped cleanly at change {Index}: the folder was restored from an older backup. Files of the changes between may be missing: verify the attachments, and restore or send again what is not there")]
    public static partial void StorageIsOlder(this ILogger log, long index, long storage);

    [LoggerMessage(1010, LogLevel.Error, "The index is at change {Index}, but its storage has seen change {Storage}: it was restored from an older backup. Files that it does not know are kept, none is swept; send again what was stored since the backup")]
    public static partial void IndexIsOlder(this ILogger log, long index, long storage);

    [LoggerMessage(1011, LogLevel.Debug, "The summary of instance {Resource} cannot be read: {Problem}")]
    public static partial void SummaryUnreadable(this ILogger log, ResourceId resource, string problem);

    [LoggerMessage(1009, LogLevel.Error, "Blobs that the index did not take could not be given back; they are looked for at the next round, or at the next start")]
    public static partial void DiscardFailed(this ILogger log, Exception exception);

    [LoggerMessage(1012, LogLevel.Warning, "Instance {Instance} has a Specific Character Set that is none ({Term}): its text is decoded as best it can be")]
    public static partial void UnknownCharacterSet(this ILogger log, ResourceId instance, string term);

    [LoggerMessage(1020, LogLevel.Information, "Recycled patient {Patient}: {Studies} studies, {Instances} instances, {Bytes} bytes made room for newer ones (Storage:MaximumSize, Storage:MaximumPatients)")]
    public static partial void PatientRecycled(this ILogger log, ResourceId patient, long studies, long instances, long bytes);

    [LoggerMessage(1021, LogLevel.Warning, "The file of instance {Instance} begins like a {Kind}: it is kept as it is, but must not be run")]
    public static partial void ProgramInPreamble(this ILogger log, ResourceId instance, string kind);

    [LoggerMessage(1013, LogLevel.Information, "Attachment {Type} of {Resource} was found damaged, but what is stored under it now is sound: it is not marked")]
    public static partial void DamageIsPast(this ILogger log, int type, ResourceId resource);

    [LoggerMessage(1033, LogLevel.Debug, "Forgot {Count} idempotency keys whose writes were done more than a day ago")]
    public static partial void KeysForgotten(this ILogger log, int count);

    [LoggerMessage(1070, LogLevel.Error, "StableSeries, StableStudy and StablePatient changes could not be logged; tried again in {Pause}, and none is lost")]
    public static partial void StabilityFailed(this ILogger log, Exception exception, TimeSpan pause);

    [LoggerMessage(1071, LogLevel.Error, "The index's definition of modality {Name} cannot be read and is left out: {Problem}. Put it anew (PUT /modalities/{Name}), or delete it")]
    public static partial void ModalityUnreadable(this ILogger log, string name, string problem);

    [LoggerMessage(1072, LogLevel.Information, "Modality {Name} is from now on: {Definition}")]
    public static partial void ModalityChanged(this ILogger log, string name, string definition);

    [LoggerMessage(EventId = 1030, Message = "Member {Index} of an upload was not stored: {Reason}")]
    public static partial void MemberSkipped(this ILogger log, LogLevel level, int index, string reason);

    [LoggerMessage(1034, LogLevel.Information, "{Count} more members of the same upload were not stored")]
    public static partial void MembersNotShown(this ILogger log, int count);

    [LoggerMessage(EventId = 1060, Message = "Changes {First} to {Last} could not be brought to {Consumer}: {Problem} (attempt {Attempt}; the next in {Delay})")]
    public static partial void DeliveryFailed(
        this ILogger log, LogLevel level, Exception? exception, long first, long last, string consumer, string problem, int attempt, TimeSpan delay);

    [LoggerMessage(1061, LogLevel.Information, "Changes are brought to {Consumer} again, after {Failures} failures in a row")]
    public static partial void ConsumerRecovered(this ILogger log, string consumer, int failures);

    [LoggerMessage(1062, LogLevel.Error, "{Consumer} wants no more changes, and is left alone until the next start: {Problem}")]
    public static partial void ConsumerStopped(this ILogger log, string consumer, string problem);

    [LoggerMessage(EventId = 1063, Message = "The index does not serve {Consumer}, which reads its changes; tried again in {Delay}")]
    public static partial void ConsumerFailed(this ILogger log, LogLevel level, Exception exception, string consumer, TimeSpan delay);

    [LoggerMessage(1031, LogLevel.Debug, "Member {Index}, which was not stored, is named {Name}")]
    public static partial void SkippedMemberNamed(this ILogger log, int index, string name);

    [LoggerMessage(1080, LogLevel.Information, "Instance {Instance}, which came by {Source} from {Remote}, was filtered out: {Reason}")]
    public static partial void InstanceFiltered(this ILogger log, ResourceId instance, Ingest.IngestSource source, string remote, string reason);

    [LoggerMessage(1082, LogLevel.Information, "Storage commitment {Transaction} was reported to {Remote}: {Safe} instances are safe, {Failed} are not")]
    public static partial void CommitmentReported(this ILogger log, string transaction, string remote, int safe, int failed);

    [LoggerMessage(1083, LogLevel.Warning, "Storage commitment {Transaction} could not be reported to {Remote}: {Problem} That was attempt {Attempt}; the next is at {Next}")]
    public static partial void CommitmentPutOff(this ILogger log, string transaction, string remote, string problem, int attempt, DateTimeOffset next);

    [LoggerMessage(1084, LogLevel.Error, "Storage commitment {Transaction} with {Remote} was given up: {Problem}")]
    public static partial void CommitmentGivenUp(this ILogger log, string transaction, string remote, string problem);

    [LoggerMessage(1085, LogLevel.Error, "Work on storage commitments failed; it is tried again in a moment")]
    public static partial void CommitmentsFailed(this ILogger log, Exception exception);

    [LoggerMessage(1086, LogLevel.Error, "The file of instance {Instance} could not be read for a storage commitment, which says so")]
    public static partial void CommittedFileUnreadable(this ILogger log, Exception exception, ResourceId instance);

    [LoggerMessage(1087, LogLevel.Warning, "{Count} more reports of storage commitments could not be delivered than the log shows")]
    public static partial void CommitmentLinesNotShown(this ILogger log, int count);

    [LoggerMessage(1088, LogLevel.Information, "The report of storage commitment {Transaction} came from {Remote}: {Safe} instances are safe there, {Failed} are not")]
    public static partial void CommitmentAnswered(this ILogger log, string transaction, string remote, int safe, int failed);

    [LoggerMessage(1089, LogLevel.Warning, "{Remote} sent the report of storage commitment {Transaction}, for which it was not asked: it is not taken")]
    public static partial void CommitmentUnknown(this ILogger log, string remote, string transaction);

    [LoggerMessage(1090, LogLevel.Warning, "Instance {Instance} is safe at {Remote} by storage commitment {Transaction}, but was not removed here: {Reason}")]
    public static partial void CommittedInstanceStays(this ILogger log, ResourceId instance, string remote, string transaction, string reason);

    [LoggerMessage(1081, LogLevel.Information, "{Count} more instances were filtered out than the log shows")]
    public static partial void FilteredNotShown(this ILogger log, int count);

    [LoggerMessage(1040, LogLevel.Information, "Plugin {Plugin} {Version} was started from {File}")]
    public static partial void PluginStarted(this ILogger log, string plugin, string version, string file);

    [LoggerMessage(EventId = 1041, Message = "{Text}")]
    public static partial void PluginSays(this ILogger log, LogLevel level, string text);

    [LoggerMessage(1042, LogLevel.Information, "Plugin {Plugin} refused instance {Instance}")]
    public static partial void FilterRefused(this ILogger log, string plugin, ResourceId instance);

    [LoggerMessage(1043, LogLevel.Error, "Plugin {Plugin} failed to judge instance {Instance} (Plugins:OnFailure is {OnFailure}): {Problem}")]
    public static partial void FilterFailed(this ILogger log, string plugin, ResourceId instance, Configuration.PluginFailure onFailure, string problem);

    [LoggerMessage(1044, LogLevel.Error, "Plugin {Plugin} did not judge instance {Instance} within {Timeout}; Plugins:OnFailure is {OnFailure}")]
    public static partial void FilterTimedOut(this ILogger log, string plugin, ResourceId instance, TimeSpan timeout, Configuration.PluginFailure onFailure);

    [LoggerMessage(1045, LogLevel.Error, "Plugin {Plugin} has not answered {Timeouts} times in a row: it is asked only once in {Pause} until it does. For all other instances Plugins:OnFailure decides, which is {OnFailure}")]
    public static partial void FilterSuspended(this ILogger log, string plugin, int timeouts, TimeSpan pause, Configuration.PluginFailure onFailure);

    [LoggerMessage(1046, LogLevel.Warning, "Plugin {Plugin} answers again, and judges every instance from now on")]
    public static partial void FilterAnswersAgain(this ILogger log, string plugin);

    [LoggerMessage(1047, LogLevel.Error, "Plugin {Plugin} failed when it was told that instance {Instance} is stored: {Problem}")]
    public static partial void ListenerFailed(this ILogger log, string plugin, ResourceId instance, string problem);

    [LoggerMessage(1048, LogLevel.Warning, "{Most} stored instances wait for plugin {Plugin} to be told of: it is not told of those that come now")]
    public static partial void StoredQueueFull(this ILogger log, string plugin, int most);

    [LoggerMessage(1049, LogLevel.Warning, "Plugin {Plugin} was not told of {Count} stored instances")]
    public static partial void StoredNotTold(this ILogger log, string plugin, long count);

    [LoggerMessage(1050, LogLevel.Warning, "A call of plugin {Plugin} in the background has not ended within {Timeout}: nothing else is brought to it before that")]
    public static partial void CallHangs(this ILogger log, string plugin, TimeSpan timeout);

    [LoggerMessage(1051, LogLevel.Warning, "Plugin {Plugin} was left behind by the stop: {Problem}")]
    public static partial void PluginLeftBehind(this ILogger log, string plugin, string problem);

    [LoggerMessage(1053, LogLevel.Error, "Plugin {Plugin} does not start: {Problem}")]
    public static partial void PluginNotStarted(this ILogger log, string plugin, string problem);

    [LoggerMessage(1052, LogLevel.Information, "Plugin {Plugin} is not in Plugins:Directory any more: its place in the change log is forgotten")]
    public static partial void PluginForgotten(this ILogger log, string plugin);
}
