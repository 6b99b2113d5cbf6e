namespace AttachmentPacs.Core.Modalities;

/// <summary>Makers of modalities whose software wants something of its own (contract 1.13).</summary>
public static class Manufacturers
{
    public const string Generic = "Generic";

    // Names that the dialect once had, for software that turned out to be like any other.
    private static readonly string[] Former = ["AgfaImpax", "ClearCanvas", "Dcm4Chee", "EFilm2", "MedInria", "StoreScp", "SyngoVia"];

    /// <summary>All that are told apart.</summary>
    public static IReadOnlyList<string> All { get; } = [Generic, "GenericNoWildcardInDates", "GenericNoUniversalWildcard", "Vitrea", "GE"];

    /// <summary>The one of this name; null if there is none.</summary>
    public static string? Find(string name) => All.Contains(name) ? name : Former.Contains(name) ? Generic : null;
}
