namespace AttachmentPacs.TestKit;

/// <summary>A folder of the test's own, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("apacs-test-").FullName;

    /// <summary>The path of a name in it.</summary>
    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Takes it away with all that is in it.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
