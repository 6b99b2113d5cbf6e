using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Quota;

/// <summary>How much the archive may hold, and what happens there.</summary>
/// <param name="Size">Stored bytes, summed over attachments as <c>/statistics</c> does (Storage:MaximumSize); 0 for no limit.</param>
/// <param name="Patients">Patients (Storage:MaximumPatients); 0 for no limit.</param>
/// <param name="Mode">Storage:MaximumMode.</param>
public sealed record QuotaLimits(long Size, int Patients, MaximumMode Mode)
{
    /// <summary>No limits.</summary>
    public static QuotaLimits None { get; } = new(0, 0, MaximumMode.Recycle);

    /// <summary>There is a limit.</summary>
    public bool IsOn => Size > 0 || Patients > 0;

    /// <summary>Whether there is room for something beside what is in use. What needs nothing always fits, even where limits were lowered.</summary>
    internal bool Fit(Need used, Need need) => Excess(used, need) is { Size: <= 0, Patients: <= 0 };

    /// <summary>How much has to go before something fits; nothing where neither number is positive.</summary>
    internal Need Excess(Need used, Need need) => new(
        Size > 0 && need.Size > 0 ? used.Size + need.Size - Size : 0,
        Patients > 0 && need.Patients > 0 ? used.Patients + need.Patients - Patients : 0);
}

/// <summary>Bytes and patients.</summary>
internal readonly record struct Need(long Size, long Patients)
{
    public static Need operator +(Need a, Need b) => new(a.Size + b.Size, a.Patients + b.Patients);

    public static Need operator -(Need a, Need b) => new(a.Size - b.Size, a.Patients - b.Patients);
}
