using System.Text;
using AttachmentPacs.Core.Zip;

namespace AttachmentPacs.Core.Tests.Zip;

/// <summary>A member as it was read: its content, or why not.</summary>
internal sealed record Read(string Name, ZipMemberKind Kind, byte[] Content, string? Problem)
{
    public string Text => Encoding.UTF8.GetString(Content);
}

/// <summary>Reads archives to their end and tells what became of each member and of the archive.</summary>
internal static class ZipScene
{
    public static readonly ZipLimits Limits = new(1000, 1 << 30, 200);

    /// <param name="archive">Its bytes.</param>
    /// <param name="atOnce">Bytes that the source gives at once, at most.</param>
    /// <param name="limits">Wide ones unless said.</param>
    /// <param name="reads">Which members' content to read; all unless said.</param>
    public static Task<(List<Read> Members, Exception? Problem)> ReadAsync(
        byte[] archive, int atOnce = int.MaxValue, ZipLimits? limits = null, Func<int, bool>? reads = null) =>
        ReadAsync(new DripStream(new MemoryStream(archive), atOnce), limits, reads);

    public static async Task<(List<Read> Members, Exception? Problem)> ReadAsync(Stream source, ZipLimits? limits = null, Func<int, bool>? reads = null)
    {
        List<Read> members = [];
        await using var reader = new ZipReader(source, limits ?? Limits);
        try
        {
            while (await reader.NextAsync(default) is { } member)
            {
                Assert.Equal(members.Count, member.Index);
                members.Add(reads is null || reads(member.Index) ? await ReadAsync(member) : new Read(member.Name, member.Kind, [], "not read"));
            }
        }
        catch (Exception e) when (e is InvalidDataException or InflationException)
        {
            Exception again = await Assert.ThrowsAnyAsync<Exception>(async () => await reader.NextAsync(default));
            Assert.Equal(e.Message, again.Message);
            return (members, e);
        }

        Assert.Null(await reader.NextAsync(default));
        return (members, null);
    }

    /// <summary>Reads an archive that must be sound from end to end.</summary>
    public static async Task<List<Read>> ReadSoundAsync(byte[] archive, int atOnce = int.MaxValue)
    {
        (List<Read> members, Exception? problem) = await ReadAsync(archive, atOnce);
        Assert.True(problem is null, problem?.Message);
        Assert.All(members, member => Assert.Null(member.Problem));
        return members;
    }

    public static byte[] Noise(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<Read> ReadAsync(ZipMember member)
    {
        using var content = new MemoryStream();
        try
        {
            await member.Content.CopyToAsync(content);
            return new Read(member.Name, member.Kind, content.ToArray(), null);
        }
        catch (InvalidDataException e)
        {
            return new Read(member.Name, member.Kind, [], e.Message);
        }
    }
}

/// <summary>Gives what another stream holds in pieces, without seeking.</summary>
internal sealed class DripStream(Stream source, int atOnce) : ForwardStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        source.ReadAsync(buffer[..Math.Min(buffer.Length, atOnce)], cancellationToken);
}
