using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Attachments;

/// <summary>An attachment together with the resource that has it.</summary>
/// <param name="Resource">Its resource.</param>
/// <param name="Row">What the index knows of it.</param>
public sealed record Attachment(ResourceRow Resource, AttachmentRow Row);
