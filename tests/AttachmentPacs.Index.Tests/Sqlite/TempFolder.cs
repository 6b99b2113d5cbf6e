namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>A folder of its own for a test, removed with it.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("apacs-index-").FullName;

    public string Database => System.IO.Path.Combine(Path, "data", "index.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
