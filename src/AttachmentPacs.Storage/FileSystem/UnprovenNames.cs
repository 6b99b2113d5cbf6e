using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Names that stand for bytes not yet known to be on the medium: from before they are given until the flush after it has succeeded. To the
/// index such a file is not there: a row must never rely on what somebody else is still writing. A name whose flush failed stays here until
/// it is removed or published again. Thread-safe.
/// </summary>
internal sealed class UnprovenNames
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BlobId, Doubt> _names = [];

    public bool Contains(BlobId name)
    {
        lock (_gate) return _names.ContainsKey(name);
    }

    /// <summary>Somebody is about to give the name. Danger: counted, as the file may be removed and the name given again before the first flush ends.</summary>
    public void Add(BlobId name)
    {
        lock (_gate) CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out _).Pending++;
    }

    /// <summary>He has not given it: something has it.</summary>
    public void Withdraw(BlobId name) => Change(name, (ref Doubt doubt) => doubt.Pending--);

    /// <summary>What he gave it to is on the medium.</summary>
    public void Prove(BlobId name) => Change(name, (ref Doubt doubt) =>
    {
        doubt.Pending--;
        doubt.HasFailed = false;
    });

    /// <summary>Nobody knows whether what he gave it to is on the medium.</summary>
    public void Fail(BlobId name) => Change(name, (ref Doubt doubt) =>
    {
        doubt.Pending--;
        doubt.HasFailed = true;
    });

    /// <summary>What failed has been removed, or replaced by bytes that are on the medium.</summary>
    public void Forgive(BlobId name) => Change(name, (ref Doubt doubt) => doubt.HasFailed = false);

    private void Change(BlobId name, Update update)
    {
        lock (_gate)
        {
            ref Doubt doubt = ref CollectionsMarshal.GetValueRefOrNullRef(_names, name);
            if (Unsafe.IsNullRef(ref doubt)) return;
            update(ref doubt);
            if (doubt is { Pending: 0, HasFailed: false }) _names.Remove(name);
        }
    }

    private delegate void Update(ref Doubt doubt);

    private struct Doubt
    {
        public int Pending;
        public bool HasFailed;
    }
}
