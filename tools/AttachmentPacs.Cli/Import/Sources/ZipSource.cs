namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>The members of a ZIP archive.</summary>
internal static class ZipSource
{
    public static async IAsyncEnumerable<Found> MembersAsync(string path)
    {
        await Task.Yield();
        yield return Found.Problem(path, ImportKind.Failed, ImportReason.BadArchive, "ZIP archives cannot be read yet: unpack it, and import the folder");
    }
}
