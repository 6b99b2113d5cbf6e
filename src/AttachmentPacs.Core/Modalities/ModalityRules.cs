using System.Text.RegularExpressions;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Modalities;

/// <summary>What a modality must be, wherever it comes from.</summary>
internal static partial class ModalityRules
{
    /// <summary>What a name is, for messages.</summary>
    public const string ExpectedName = "1 to 64 characters without slash, backslash and control characters, with no blank at either end";

    /// <summary>Longest time that is waited for a peer.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(24);

    public static bool IsName(string name) => Name().IsMatch(name) && name is not ("." or "..");

    /// <summary>All that is wrong: key, value, what is expected. Keys stand behind <paramref name="prefix"/>.</summary>
    /// <param name="prefix">As in <c>Dicom:Modalities:ct:</c>.</param>
    /// <param name="aeTitleKey">How the key of the AE title is called there.</param>
    /// <param name="modality">What is looked at.</param>
    public static IEnumerable<string> Problems(string prefix, string aeTitleKey, ModalityOptions modality)
    {
        if (!AeTitles.IsValid(modality.AeTitle)) yield return $"{prefix}{aeTitleKey} is \"{modality.AeTitle}\": expected {AeTitles.Expected}";
        if (Uri.CheckHostName(modality.Host) == UriHostNameType.Unknown) yield return $"{prefix}Host is \"{modality.Host}\": expected a host name or an IP address";
        if (modality.Port is < 1 or > 65535) yield return $"{prefix}Port is {modality.Port}: expected 1 to 65535";
        if (Manufacturers.Find(modality.Manufacturer) is null)
        {
            yield return $"{prefix}Manufacturer is \"{modality.Manufacturer}\": expected one of {string.Join(", ", Manufacturers.All)}";
        }

        foreach (string address in modality.Addresses.Where(each => !AddressRange.TryParse(each, out _)))
        {
            yield return $"{prefix}Addresses holds \"{address}\": expected IP addresses, and networks as in 10.1.0.0/16";
        }

        if (modality.LocalAet.Length > 0 && !AeTitles.IsValid(modality.LocalAet))
        {
            yield return $"{prefix}LocalAet is \"{modality.LocalAet}\": expected {AeTitles.Expected}, or nothing";
        }

        if (modality.Timeout < TimeSpan.Zero || modality.Timeout > MaxTimeout)
        {
            yield return $"{prefix}Timeout is {modality.Timeout}: expected 0, for Dicom:DimseTimeout, to 24 hours";
        }
    }

    [GeneratedRegex(@"\A[^\s/\\\p{C}]([^/\\\p{C}]{0,62}[^\s/\\\p{C}])?\z")]
    private static partial Regex Name();
}
