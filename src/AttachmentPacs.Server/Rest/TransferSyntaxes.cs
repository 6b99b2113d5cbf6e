namespace AttachmentPacs.Server.Rest;

/// <summary>The transfer syntaxes of files, as registered in PS3.6 table A-1. Files of other syntaxes are stored, too: bytes are kept as they came.</summary>
internal static class TransferSyntaxes
{
    private const string Root = "1.2.840.10008.1.2";

    private static readonly string[] Jpeg =
    [
        "50", "51", "52", "53", "54", "55", "56", "57", "58", "59", "60", "61", "62", "63", "64", "65", "66", "70", "80", "81", "90", "91", "92", "93",
        "94", "95", "100", "100.1", "101", "101.1", "102", "102.1", "103", "103.1", "104", "104.1", "105", "105.1", "106", "106.1", "107", "108",
        "110", "111", "112", "201", "202", "203", "204", "205",
    ];

    /// <summary>UIDs in the order of the alphabet.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. ((string[])[Root, $"{Root}.1", $"{Root}.1.98", $"{Root}.1.99", $"{Root}.2", $"{Root}.5", $"{Root}.8.1", .. Jpeg.Select(each => $"{Root}.4.{each}")])
            .Order(StringComparer.Ordinal),
    ];
}
