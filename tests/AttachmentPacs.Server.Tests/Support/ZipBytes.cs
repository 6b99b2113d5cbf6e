using System.IO.Compression;
using System.Text.Json;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Archives to upload, and what is answered of their members.</summary>
internal static class ZipBytes
{
    public static byte[] Of(params ReadOnlySpan<(string Name, byte[] Content)> members)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in members)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Of files under names of no meaning.</summary>
    public static byte[] Of(IEnumerable<byte[]> files) => Of([.. files.Select((file, index) => ($"{index}", file))]);

    /// <summary>A property of each object in an array.</summary>
    public static string[] Each(this JsonElement array, string property) => [.. array.EnumerateArray().Select(each => each.GetProperty(property).ToString())];
}
