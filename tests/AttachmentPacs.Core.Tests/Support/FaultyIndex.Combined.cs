using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Tests.Support;

internal sealed partial class FaultyIndex
{
    public ValueTask<FoundAttachment?> FindAttachmentAsync(ResourceLevel level, ResourceId id, int type, CancellationToken cancellationToken) =>
        inner.FindAttachmentAsync(level, id, type, cancellationToken);

    public ValueTask<FoundMetadata?> FindMetadataAsync(ResourceLevel level, ResourceId id, CancellationToken cancellationToken) =>
        inner.FindMetadataAsync(level, id, cancellationToken);

    public ValueTask<FoundDetails?> FindDetailsAsync(ResourceLevel level, ResourceId id, ResourceLevel wanted, DetailParts parts, CancellationToken cancellationToken) =>
        inner.FindDetailsAsync(level, id, wanted, parts, cancellationToken);
}
