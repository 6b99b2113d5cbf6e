namespace AttachmentPacs.Bench.Load;

/// <summary>Does the first operations of a load in one way and the others in another.</summary>
internal sealed class EitherClient(ILoadClient first, ILoadClient other, int operationsOfFirst) : ILoadClient
{
    /// <inheritdoc/>
    public void Execute(int number) => (number < operationsOfFirst ? first : other).Execute(number);

    /// <inheritdoc/>
    public void Abandon()
    {
        first.Abandon();
        other.Abandon();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        first.Dispose();
        other.Dispose();
    }
}
