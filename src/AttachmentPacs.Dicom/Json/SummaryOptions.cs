namespace AttachmentPacs.Dicom.Json;

/// <summary>What a summary shows.</summary>
public sealed record SummaryOptions
{
    /// <summary>The stored summary: contract 1.20 without any flag.</summary>
    public static readonly SummaryOptions Default = new();

    /// <summary>Characters of a text from which on it is shown as TooLong (contract 1.20); 0 for no limit.</summary>
    public int MaxLength { get; init; } = 256;

    /// <summary>Bytes that a summary may have.</summary>
    public int MaxBytes { get; init; } = 128 << 20;

    /// <summary>Tags whose text is shown whatever its length.</summary>
    public IReadOnlySet<uint> IgnoreLength { get; init; } = new HashSet<uint>();

    /// <summary>Show the elements after Pixel Data, too.</summary>
    public bool Whole { get; init; }
}
