using System.Globalization;
using AttachmentPacs.Dicom;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>Arguments of the query as the dialect reads them (contract 1.1).</summary>
internal static class QueryArguments
{
    /// <summary>An argument's value; null if absent.</summary>
    public static string? Argument(this HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A flag: present and empty is true.</summary>
    /// <exception cref="RestException">Neither true nor false.</exception>
    public static bool Flag(this HttpRequest request, string name, bool absent = false) => request.Argument(name) is { } text
        ? text.Length == 0 || Boolean(text)
        : absent;

    /// <summary><c>0</c>, <c>false</c>, <c>1</c>, <c>true</c>, with blanks around.</summary>
    /// <exception cref="RestException">None of these.</exception>
    public static bool Boolean(string text) => text.Trim() switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => throw new RestException(OrthancError.BadFileFormat, $"\"{text}\" is no boolean: expected true, false, 1 or 0"),
    };

    /// <summary>A number of the change log's arguments: what is none counts as absent (contract 1.9).</summary>
    public static long? LenientNumber(this HttpRequest request, string name) =>
        long.TryParse(request.Argument(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>A page: both arguments or none; limit 0 is no limit (contract 1.6).</summary>
    /// <exception cref="RestException">One without the other, or no numbers.</exception>
    public static (long Since, long Limit) Page(this HttpRequest request)
    {
        string? since = request.Argument("since");
        string? limit = request.Argument("limit");
        if (since is null && limit is null) return (0, 0);
        if (since is null || limit is null)
        {
            throw new RestException(OrthancError.BadRequest, $"Missing \"{(since is null ? "since" : "limit")}\": a page needs since and limit");
        }

        return (Number("since", since), Number("limit", limit));
    }

    /// <summary>Tags separated by <c>;</c> or, where commas cannot be part of a tag, by <c>,</c>.</summary>
    /// <exception cref="RestException">An unknown tag.</exception>
    public static IReadOnlyList<uint> Tags(string text, char separator) =>
        [.. text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Tag)];

    /// <summary>A tag in any syntax of the dialect.</summary>
    /// <exception cref="RestException">An unknown tag.</exception>
    public static uint Tag(string text) => TagText.TryParse(text, out uint tag)
        ? tag
        : throw new RestException(OrthancError.UnknownDicomTag, $"\"{text}\" is no DICOM tag: expected gggg,eeee, gggg-eeee, ggggeeee or a keyword of PS3.6");

    private static long Number(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new RestException(OrthancError.BadRequest, $"\"{text}\" is no number for {name}");
}
