namespace AttachmentPacs.Dicom.Reading;

/// <summary>What a reader puts up with; every limit is enforced by counting what was really read.</summary>
public sealed record DicomLimits
{
    /// <summary>The defaults.</summary>
    public static readonly DicomLimits Default = new();

    /// <summary>Sequences inside sequences.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Elements and items of one file.</summary>
    public int Elements { get; init; } = 1_000_000;

    /// <summary>Bytes of one value that is kept; longer ones are passed over (a summary shows them as TooLong anyway).</summary>
    public int KeptValue { get; init; } = 64 << 10;

    /// <summary>Bytes kept of one file.</summary>
    public int KeptHead { get; init; } = 128 << 20;

    /// <summary>How many times its size a deflated data set may grow to, once it is past <see cref="InflationFloor"/>.</summary>
    public int InflationRatio { get; init; } = 200;

    /// <summary>Bytes of inflated data that are never held against a file.</summary>
    public long InflationFloor { get; init; } = 64 << 20;

    /// <summary>Keep the values of every VR, also those a summary does not show (OB, OW, ...).</summary>
    public bool KeepBinary { get; init; }

    /// <summary>Index each fragment of encapsulated pixel data, too, as an item.</summary>
    public bool IndexFragments { get; init; }
}
