namespace AttachmentPacs.Core.Zip;

/// <summary>What an archive may grow to. Counted as it is read; what its headers claim counts for nothing.</summary>
/// <param name="Entries">Members.</param>
/// <param name="TotalBytes">Bytes of all members together.</param>
/// <param name="Ratio">Beyond 64 MiB, how many times what was read of the archive its members may come to.</param>
public sealed record ZipLimits(int Entries, long TotalBytes, int Ratio);
