namespace AttachmentPacs.Core.Tests.Support;

/// <summary>A sender that goes away after some bytes.</summary>
internal sealed class BrokenStream(byte[] sent, Exception end) : MemoryStream(sent)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await base.ReadAsync(buffer, cancellationToken);
        return count > 0 ? count : throw end;
    }
}
