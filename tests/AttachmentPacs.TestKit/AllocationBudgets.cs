namespace AttachmentPacs.TestKit;

/// <summary>
/// What may be allocated, at most 15 % over what was measured. Who makes an operation leaner writes the new number here.
/// </summary>
public static class AllocationBudgets
{
#pragma warning disable CS1591 // each says itself what it is
    public static AllocationBudget Head { get; } = new("head of a CT", 0);
    public static AllocationBudget Summary { get; } = new("summary of a CT into a buffer that is used again", 0);
    public static AllocationBudget Rows { get; } = new("head, ids, rows for the index and summary of a CT", 3_600);

    public static AllocationBudget ContentHashes { get; } = new("SHA-256 and MD5 of a content", 440);
    public static AllocationBudget StoredHashes { get; } = new("XXH3-128 of a file of one block", 800);
    public static AllocationBudget EncodeNone { get; } = new("a blob encoded with None", 24);
    public static AllocationBudget EncodeZlibWithSize { get; } = new("a blob encoded with ZlibWithSize", 400);
    public static AllocationBudget EncodeLz4 { get; } = new("a blob encoded with Lz4", 88);
    public static AllocationBudget EncodeZstd { get; } = new("a blob encoded with Zstd", 80);
    public static AllocationBudget DecodeNone { get; } = new("a blob decoded with None", 24);
    public static AllocationBudget DecodeZlibWithSize { get; } = new("a blob decoded with ZlibWithSize", 384);
    public static AllocationBudget DecodeLz4 { get; } = new("a blob decoded with Lz4", 80);
    public static AllocationBudget DecodeZstd { get; } = new("a blob decoded with Zstd", 80);
    public static AllocationBudget PublishCt { get; } = new("a CT drafted and published, nothing flushed", 6_300);
    public static AllocationBudget PublishSmall { get; } = new("a blob of 10 KB drafted and published, nothing flushed", 5_600);
    public static AllocationBudget PublishFlushed { get; } = new("a blob of 10 KB drafted, flushed and published", 7_300);

    public static AllocationBudget Pdus { get; } = new("32 PDUs read through the connection's buffer", 0);
    public static AllocationBudget StoreMessage { get; } = new("a C-STORE message of a CT read to its end", 420);

    public static AllocationBudget IndexAlone { get; } = new("an instance indexed alone", 1_280);
    public static AllocationBudget IndexTogether { get; } = new("an instance indexed beside 63 others", 1_200);

    public static AllocationBudget IngestCt { get; } = new("a CT through the whole ingest", 18_000);
    public static AllocationBudget IngestSmall { get; } = new("a file of 10 KB through the whole ingest", 14_800);

    public static AllocationBudget GetFile { get; } = new("GET of a file of 10 KB", 5_200);
    public static AllocationBudget GetInstance { get; } = new("GET of an instance", 9_900);
    public static AllocationBudget PostSmall { get; } = new("POST of a file of 10 KB", 23_000);
#pragma warning restore CS1591
}
