namespace AttachmentPacs.Core;

/// <summary>Numbers of metadata (contract 1.4).</summary>
public static class MetadataType
{
#pragma warning disable CS1591 // each name is the one that the REST API shows
    public const int IndexInSeries = 1;
    public const int ReceptionDate = 2;
    public const int RemoteAet = 3;
    public const int ExpectedNumberOfInstances = 4;
    public const int ModifiedFrom = 5;
    public const int AnonymizedFrom = 6;
    public const int LastUpdate = 7;
    public const int Origin = 8;
    public const int TransferSyntax = 9;
    public const int SopClassUid = 10;
    public const int RemoteIp = 11;
    public const int CalledAet = 12;
    public const int HttpUsername = 13;
    public const int PixelDataOffset = 14;
    public const int MainDicomTagsSignature = 15;
    public const int PixelDataVr = 17;
#pragma warning restore CS1591

    /// <summary>First number that clients and plugins may use.</summary>
    public const int FirstUser = 1024;

    /// <summary>Last number there is.</summary>
    public const int Last = 65535;

    /// <summary>Whether clients may write it.</summary>
    public static bool IsUser(int type) => type is >= FirstUser and <= Last;
}
