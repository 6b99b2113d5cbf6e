using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Attachments;

/// <summary>Adds or replaces an attachment by the content of a stream, together with other writes.</summary>
/// <param name="Type">Of the attachment.</param>
/// <param name="Content">Read from here to its end, and left open.</param>
/// <param name="Precondition">What the caller knows of the attachment.</param>
public sealed record AttachmentContent(int Type, Stream Content, Precondition Precondition) : ItemWrite(Type, Precondition);
