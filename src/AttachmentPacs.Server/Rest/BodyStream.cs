using AttachmentPacs.Core;

namespace AttachmentPacs.Server.Rest;

/// <summary>A request body in some other form.</summary>
internal abstract class BodyStream : ForwardStream;
