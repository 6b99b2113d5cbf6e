using System.Globalization;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>The labels of one series, in the order in which they were measured.</summary>
internal sealed class TagSet
{
    private readonly KeyValuePair<string, string>[] _tags;

    public TagSet(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _tags = new KeyValuePair<string, string>[tags.Length];
        for (int i = 0; i < tags.Length; i++) _tags[i] = new(tags[i].Key, TextOf(tags[i].Value));
    }

    /// <summary>Where measurements go whose labels are too many to be kept apart.</summary>
    public static TagSet Overflow { get; } = new([new("overflow", "true")]);

    public IReadOnlyList<KeyValuePair<string, string>> Tags => _tags;

    /// <summary>Compares sets, and what is measured with kept sets without making one.</summary>
    public static IEqualityComparer<TagSet> ByValue { get; } = new Comparer();

    private static string TextOf(object? value) => value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private sealed class Comparer : IEqualityComparer<TagSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, TagSet>
    {
        public bool Equals(TagSet? x, TagSet? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x._tags.AsSpan().SequenceEqual(y._tags));

        public int GetHashCode(TagSet obj)
        {
            int hash = obj._tags.Length;
            foreach (KeyValuePair<string, string> tag in obj._tags) hash = Mix(hash, tag.Value);
            return hash;
        }

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, TagSet other)
        {
            if (alternate.Length != other._tags.Length) return false;
            for (int i = 0; i < alternate.Length; i++)
            {
                if (alternate[i].Key != other._tags[i].Key || TextOf(alternate[i].Value) != other._tags[i].Value) return false;
            }

            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            int hash = alternate.Length;
            foreach (KeyValuePair<string, object?> tag in alternate) hash = Mix(hash, TextOf(tag.Value));
            return hash;
        }

        public TagSet Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate);

        private static int Mix(int hash, string value) => (hash * 31) + string.GetHashCode(value, StringComparison.Ordinal);
    }
}
