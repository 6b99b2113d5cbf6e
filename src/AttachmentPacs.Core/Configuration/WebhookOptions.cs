using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Configuration;

/// <summary>A receiver of the change log over HTTP.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where to post: an absolute http or https address. A user name and password in it are sent as HTTP Basic.</summary>
    public string Url { get; set; } = "";

    /// <summary>Signs what is sent: <c>whsec_</c> and the key in base64, or the key itself. Empty: nothing is signed.</summary>
    public string Secret { get; set; } = "";

    /// <summary>A second secret that signs as well, while the receiver changes from one to the other.</summary>
    public string PreviousSecret { get; set; } = "";

    /// <summary>Kinds of changes to tell of; empty for all.</summary>
    public List<ChangeType> Events { get; set; } = [];

    /// <summary>Levels of the resources to tell of; empty for all.</summary>
    public List<ResourceLevel> Levels { get; set; } = [];

    /// <summary>Where a new webhook begins.</summary>
    public WebhookStart From { get; set; } = WebhookStart.Now;

    /// <summary>Most changes of one request.</summary>
    public int MaxBatch { get; set; } = 100;

    /// <summary>Longest time from connecting to the answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Plain http to another machine is meant.</summary>
    public bool AllowInsecure { get; set; }

    /// <summary>PEM file of the authorities that may have signed the receiver's certificate, instead of the system's; empty for those.</summary>
    public string CertificateAuthority { get; set; } = "";
}

/// <summary>Where a webhook begins that has no position yet.</summary>
public enum WebhookStart
{
    /// <summary>After the newest change.</summary>
    Now,

    /// <summary>At the first change that the log still holds.</summary>
    Beginning,
}
