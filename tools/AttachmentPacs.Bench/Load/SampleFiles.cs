namespace AttachmentPacs.Bench.Load;

/// <summary>What is sent: a CT of 526 KB and an MR of 10 KB.</summary>
/// <param name="Ct">512 x 512 pixels of 16 bits.</param>
/// <param name="Small">64 x 64 pixels of 16 bits.</param>
internal sealed record SampleFiles(InstanceTemplate Ct, InstanceTemplate Small)
{
    /// <summary>The name of <see cref="Ct"/> in scenarios.</summary>
    public const string CtName = "ct";

    /// <summary>The name of <see cref="Small"/> in scenarios.</summary>
    public const string SmallName = "small";

    // Real ones, beside the repository.
    private const string Seeds = "../shared/corpus/load/load_seeds";

    /// <summary>Those that are named; else the real ones beside the repository; else made ones.</summary>
    /// <exception cref="IOException">A file that is named cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is none that can be used.</exception>
    public static SampleFiles Find(string? ct, string? small) => new(Load(ct, "ct.dcm", 512), Load(small, "mr.dcm", 64));

    /// <summary>The one that a scenario names.</summary>
    public InstanceTemplate Named(string name) => name == CtName ? Ct : Small;

    /// <summary>What a name stands for.</summary>
    public static string Describe(string name) => name == CtName ? "CT 526 KB" : "small 10 KB";

    private static InstanceTemplate Load(string? named, string seed, int size)
    {
        string path = named ?? Path.Combine(RepositoryFolder.Path, Seeds, seed);
        return named is null && !File.Exists(path) ? InstanceTemplate.Of(MadeFile.Create(size), "The made file") : InstanceTemplate.Of(File.ReadAllBytes(path), path);
    }
}
