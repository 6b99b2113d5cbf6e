namespace AttachmentPacs.Server.Access;

/// <summary>
/// A prefix of paths, by segments: <c>/studies</c> covers <c>/studies</c> and <c>/studies/1/series</c>, but not <c>/studies-of-others</c>;
/// <c>*</c> stands for one segment. Segments are those of routing, compared to the letter: an escaped slash (%2F) is part of a segment for both,
/// Kestrel has resolved <c>..</c>, and other letters' case is refused, since names of attachments differ by it.
/// </summary>
internal sealed class Scope
{
    private const string Any = "*";

    private readonly string[] _segments;

    private Scope(string[] segments) => _segments = segments;

    public static Scope Parse(string text) => new(text.Split('/', StringSplitOptions.RemoveEmptyEntries));

    public bool Covers(string path)
    {
        int at = 0;
        foreach (Range part in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> segment = path.AsSpan()[part];
            if (segment.IsEmpty) continue;
            if (at == _segments.Length) return true;
            if (_segments[at] != Any && !segment.SequenceEqual(_segments[at])) return false;
            at++;
        }

        return at == _segments.Length;
    }
}
