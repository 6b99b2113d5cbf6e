using System.Text.RegularExpressions;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>Paths for every route that the server maps, so that a new route is attacked like the old ones.</summary>
internal static partial class RouteSamples
{
    /// <summary>Names of the parameters of a pattern, in their order.</summary>
    public static string[] Parameters(string pattern) => [.. Parameter().Matches(pattern).Select(match => match.Groups["name"].Value)];

    /// <summary>A path of a route on a stored instance, with one parameter, if any is named, set to something else.</summary>
    public static string Path(string pattern, Stored stored, string? attacked = null, string value = "") => Parameter().Replace(pattern, match =>
    {
        string name = match.Groups["name"].Value;
        return name == attacked ? value : Valid(pattern, name, stored);
    });

    private static string Valid(string pattern, string name, Stored stored) => (name, pattern.Split('/')[1]) switch
    {
        ("id", "patients") => stored.Patient,
        ("id", "studies") => stored.Study,
        ("id", "series") => stored.Series,
        ("id", _) => stored.Id,
        ("name", _) when pattern.Contains("/metadata", StringComparison.Ordinal) => "1024",
        ("name", _) => "dicom",
        ("path", _) => "0010-0020",
        _ => "0",
    };

    [GeneratedRegex(@"\{\**(?<name>\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
