using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Core.Ingest.Rules;

/// <summary>The rules of the configuration (section Accept), in the order of its keys; the first that is not met gives the reason.</summary>
internal sealed class AcceptRules : IAcceptFilter
{
    private const uint Modality = 0x0008_0060;

    private readonly (uint Tag, string Reason)[] _required;
    private readonly ValueRule[] _rules;

    private AcceptRules(AcceptOptions options)
    {
        _required = [.. options.RequiredTags.Select(text => TagText.TryParse(text, out uint tag) ? (tag, $"{NameOf(tag)} is empty") : throw Unchecked(text))];
        ValueRule[] rules =
        [
            SopClassRule(options),
            new("Modality", instance => instance.Find(Modality) ?? "", new ValueList(options.Modalities), new ValueList(options.RefusedModalities)),
            new("Transfer syntax", instance => instance.TransferSyntax, Uids(UidNames.TransferSyntaxes, options.TransferSyntaxes), Uids(UidNames.TransferSyntaxes, options.RefusedTransferSyntaxes)),
            new("AE title", CallingTitle, new ValueList(options.AeTitles), new ValueList(options.RefusedAeTitles)),
        ];
        _rules = [.. rules.Where(rule => !rule.IsEmpty)];
    }

    /// <summary>The rules of a configuration that has passed its check; null if there is none, so that nothing is asked of any instance.</summary>
    public static AcceptRules? Of(AcceptOptions options)
    {
        var rules = new AcceptRules(options);
        return rules._required.Length + rules._rules.Length > 0 ? rules : null;
    }

    /// <summary>Whether instances of a SOP Class are taken at all.</summary>
    public static Func<string, bool> TakesSopClass(AcceptOptions options) => SopClassRule(options).Takes;

    public ValueTask<string?> RefuseAsync(IncomingInstance instance, CancellationToken cancellationToken) => ValueTask.FromResult(Refuse(instance));

    private string? Refuse(IncomingInstance instance)
    {
        foreach ((uint tag, string reason) in _required)
        {
            if (string.IsNullOrWhiteSpace(instance.Find(tag))) return reason;
        }

        foreach (ValueRule rule in _rules)
        {
            if (rule.Refuse(instance) is { } reason) return reason;
        }

        return null;
    }

    private static ValueRule SopClassRule(AcceptOptions options) => new(
        "SOP Class", instance => instance.Identity.SopClassUid, Uids(UidNames.SopClasses, options.SopClasses), Uids(UidNames.SopClasses, options.RefusedSopClasses));

    // Other doors have no title: they are not asked for one.
    private static string? CallingTitle(IncomingInstance instance) =>
        instance.Origin.Source == IngestSource.DicomProtocol ? (instance.Origin.RemoteAet ?? "").Trim(' ') : null;

    private static ValueList Uids(UidNames names, List<string> entries) => new([.. entries.SelectMany(names.Resolve)]);

    // Some keywords are longer than a reason may be.
    private static string NameOf(uint tag)
    {
        string keyword = DicomDictionary.TryFind(tag, out DictionaryEntry entry) ? System.Text.Encoding.ASCII.GetString(entry.Keyword) : "";
        return keyword.Length is > 0 and <= 48 ? keyword : $"({TagText.Format(tag)})";
    }

    private static ArgumentException Unchecked(string text) => new($"Accept:RequiredTags holds \"{text}\", which is no tag");
}
