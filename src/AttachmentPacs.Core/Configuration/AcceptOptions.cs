namespace AttachmentPacs.Core.Configuration;

/// <summary>
/// What is taken, whatever door it comes through (docs/accept-rules.md). A list that is empty asks nothing; entries that end in * stand for all
/// that begins so; what a Refused list holds is refused, whatever the other list says.
/// </summary>
public sealed class AcceptOptions
{
    /// <summary>Keywords, or tags as <c>gggg,eeee</c>, whose values must not be empty.</summary>
    public List<string> RequiredTags { get; set; } = [];

    /// <summary>UIDs or keywords of the SOP Classes that are taken.</summary>
    public List<string> SopClasses { get; set; } = [];

    /// <summary>Those that are not.</summary>
    public List<string> RefusedSopClasses { get; set; } = [];

    /// <summary>Values of Modality (0008,0060) that are taken.</summary>
    public List<string> Modalities { get; set; } = [];

    /// <summary>Those that are not.</summary>
    public List<string> RefusedModalities { get; set; } = [];

    /// <summary>UIDs or keywords of the transfer syntaxes that are taken.</summary>
    public List<string> TransferSyntaxes { get; set; } = [];

    /// <summary>Those that are not.</summary>
    public List<string> RefusedTransferSyntaxes { get; set; } = [];

    /// <summary>Calling Application Entity titles from which a C-STORE is taken; other doors have none, and are not asked.</summary>
    public List<string> AeTitles { get; set; } = [];

    /// <summary>Those from which it is not.</summary>
    public List<string> RefusedAeTitles { get; set; } = [];

    /// <summary>Most bytes of one file as it is received; 0 for no limit.</summary>
    public long MaximumSize { get; set; }
}
