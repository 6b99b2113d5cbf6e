namespace AttachmentPacs.Bench.Load.Dimse;

/// <summary>How a sender uses its connection.</summary>
internal enum SenderManner
{
    /// <summary>
    /// As DCMTK's storescu does when nothing is set, and with it most modalities: PDUs of 16 KiB, header and content in two writes, Nagle's algorithm on,
    /// acknowledgements delayed as the system likes.
    /// </summary>
    Ordinary,

    /// <summary>All PDUs in one write, as long as the receiver takes them up to 128 KiB, without Nagle's algorithm; what comes is acknowledged at once.</summary>
    AtOnce,
}
