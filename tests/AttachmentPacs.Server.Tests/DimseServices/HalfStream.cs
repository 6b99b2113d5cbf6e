namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>Gives the first half of what it has, and then nothing until <see cref="GoOn"/> or a cancellation.</summary>
internal sealed class HalfStream(byte[] bytes) : MemoryStream(bytes)
{
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _rest.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long left = (Length / 2) - Position;
        if (left <= 0) await _rest.Task.WaitAsync(cancellationToken);
        else if (buffer.Length > left) buffer = buffer[..(int)left];
        return base.Read(buffer.Span);
    }
}
