namespace AttachmentPacs.Plugins;

/// <summary>Decides whether an instance is stored. Asked once for each, before anything of it is; many at a time.</summary>
public interface IInstanceFilter
{
    /// <summary>Whether <see cref="CandidateInstance.Tags"/> is wanted: it costs a copy of each instance's tags. Read once, at the start.</summary>
    bool NeedsTags { get; }

    /// <summary>
    /// Null to accept, else the reason, which the sender is told and the log shows: short (a C-STORE response has room for 64 characters), and without
    /// what the file says of a person. The sender waits meanwhile, for at most <c>Plugins:Timeout</c>; what becomes of
    /// the instance then, or when this throws, says <c>Plugins:OnFailure</c>.
    /// </summary>
    ValueTask<string?> RefuseAsync(CandidateInstance instance, CancellationToken cancellationToken);
}

/// <summary>An instance that is not stored yet. It is the plugin's own copy: it may be kept.</summary>
/// <param name="Ids">Where it would belong.</param>
/// <param name="PatientId">Patient ID (0010,0020); empty if absent.</param>
/// <param name="StudyInstanceUid">Study Instance UID (0020,000D).</param>
/// <param name="SeriesInstanceUid">Series Instance UID (0020,000E).</param>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018).</param>
/// <param name="SopClassUid">SOP Class UID (0008,0016); empty if absent.</param>
/// <param name="TransferSyntaxUid">Transfer Syntax UID (0002,0010).</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Origin">Who sends it.</param>
/// <param name="Tags">All tags in Orthanc's form DicomAsJson, UTF-8; empty unless <see cref="IInstanceFilter.NeedsTags"/>.</param>
public sealed record CandidateInstance(
    InstanceIds Ids, string PatientId, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid,
    string TransferSyntaxUid, long Size, InstanceOrigin Origin, ReadOnlyMemory<byte> Tags);

/// <summary>The archive's ids of an instance and of what is above it: 44 characters, as in the REST API.</summary>
/// <param name="Patient">Its patient.</param>
/// <param name="Study">Its study.</param>
/// <param name="Series">Its series.</param>
/// <param name="Instance">The instance itself.</param>
public sealed record InstanceIds(string Patient, string Study, string Series, string Instance);

/// <summary>Who sent an instance, and how. What does not apply is null.</summary>
/// <param name="Source"><c>RestApi</c>, <c>DicomProtocol</c>, <c>Plugins</c> or <c>Import</c>. There may be others later.</param>
/// <param name="RemoteIp">Address of the sender.</param>
/// <param name="Username">User of the REST API.</param>
/// <param name="RemoteAet">Application Entity of the sender.</param>
/// <param name="CalledAet">Application Entity that was called.</param>
public sealed record InstanceOrigin(string Source, string? RemoteIp, string? Username, string? RemoteAet, string? CalledAet);
