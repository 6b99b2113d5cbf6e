using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>Folders of files to import.</summary>
internal static class Sources
{
    /// <summary>Writes a number of instances, 50 to a folder, and returns them.</summary>
    public static byte[][] Write(string folder, int count)
    {
        byte[][] files = [.. Enumerable.Range(1, count).Select(number => DicomBuilder.Instance($"P{number % 7}", 1, number / 100 + 1, number).ToArray())];
        for (int i = 0; i < count; i++) Put(Path.Combine(folder, $"{i / 50}"), $"{i}.dcm", files[i]);
        return files;
    }

    public static void Put(string folder, string name, byte[] content)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, name), content);
    }
}
