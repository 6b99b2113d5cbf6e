namespace AttachmentPacs.Core.Zip;

/// <summary>Counts what archives come to, and enforces the limits; one for all the archives of an upload.</summary>
internal sealed class ZipTally(ZipLimits limits)
{
    /// <summary>Bytes of members below which no ratio is asked for.</summary>
    public const long Floor = 64 << 20;

    private long _consumed;
    private long _produced;
    private int _entries;

    /// <summary>Bytes taken from an archive.</summary>
    public void Consume(long count) => _consumed += count;

    /// <summary>Bytes given by a member.</summary>
    /// <exception cref="InflationException">Past a limit.</exception>
    public void Produce(int count)
    {
        _produced += count;
        Check();
    }

    /// <summary>One more member.</summary>
    /// <exception cref="InflationException">Past a limit.</exception>
    public void Enter()
    {
        if (++_entries > limits.Entries) throw new InflationException($"There are more than {limits.Entries} members (Limits:ZipEntries): send fewer at a time");
    }

    /// <summary>Whoever is past a limit stays so.</summary>
    /// <exception cref="InflationException">Past a limit.</exception>
    public void Check()
    {
        if (_produced > limits.TotalBytes) throw new InflationException($"The members come to more than {limits.TotalBytes} bytes: send fewer at a time");
        if (_produced > Floor && _produced / limits.Ratio > _consumed)
        {
            throw new InflationException($"The members come to more than {limits.Ratio} times the size of their archive (Limits:InflationRatio)");
        }
    }
}
