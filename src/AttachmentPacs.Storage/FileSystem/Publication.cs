using AttachmentPacs.Storage.Hashing;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>A complete file and the name it is to get.</summary>
/// <param name="File">The file.</param>
/// <param name="Id">Its name.</param>
/// <param name="Md5">The hash that is still to be computed; null if none is.</param>
internal readonly record struct NamedDraft(DraftFile File, BlobId Id, Md5Job? Md5 = null);

/// <summary>What one caller wants published, and its outcome.</summary>
internal sealed class Publication(IReadOnlyList<NamedDraft> drafts)
{
    // Who waits goes on on the thread that tells: it is on its way to the index, and a thread of its own for that would cost more than the way.
    private readonly TaskCompletionSource _outcome = new();

    public IReadOnlyList<NamedDraft> Drafts { get; } = drafts;

    /// <summary>Null as long as every step went well.</summary>
    public Exception? Failure { get; private set; }

    public Task Outcome => _outcome.Task;

    /// <summary>Runs a step, unless one before it failed; its failure is this caller's alone.</summary>
    public void Step(Action<Publication> step)
    {
        if (Failure is not null) return;
        try
        {
            step(this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e;
        }
    }

    public void Fail(Exception failure) => Failure ??= failure;

    public void Tell()
    {
        if (Failure is null) _outcome.TrySetResult();
        else _outcome.TrySetException(Failure);
    }
}
