namespace AttachmentPacs.Core.Ingest.Rules;

/// <summary>Which values of one property are taken.</summary>
/// <param name="what">The property, for the reason.</param>
/// <param name="valueOf">Its value; empty if the instance has none, null if the rule does not concern the instance.</param>
/// <param name="accepted">The values that are taken; empty: all.</param>
/// <param name="refused">Those that are not, whatever <paramref name="accepted"/> says.</param>
internal sealed class ValueRule(string what, Func<IncomingInstance, string?> valueOf, ValueList accepted, ValueList refused)
{
    // The Error Comment of a C-STORE response (PS3.7 C.3) is an LO.
    private const int LongestReason = 64;

    /// <summary>Whether it asks nothing.</summary>
    public bool IsEmpty => accepted.IsEmpty && refused.IsEmpty;

    /// <summary>Why an instance is not taken, in 64 characters at most; null if it is.</summary>
    public string? Refuse(IncomingInstance instance)
    {
        if (valueOf(instance) is not { } value) return null;
        if (Takes(value)) return null;
        if (value.Length == 0) return $"{what} is empty";
        string reason = $"{what} {value} is not accepted here";
        return reason.Length <= LongestReason && value.All(IsPlain) ? reason : $"{what} is not accepted here";
    }

    /// <summary>Whether a value is taken.</summary>
    public bool Takes(string value) => !refused.Holds(value) && (accepted.IsEmpty || accepted.Holds(value));

    // What a file says in the wrong place may be a person's name: only what looks like a UID, a code or a title is repeated.
    private static bool IsPlain(char each) => char.IsAsciiLetterUpper(each) || char.IsAsciiDigit(each) || each is '.' or '_' or '-';
}
