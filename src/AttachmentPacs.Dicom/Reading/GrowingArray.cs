using System.Buffers;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// Arrays that grow by doubling: small ones come from the shared pool; large ones, which only unusual files need, are left to the garbage
/// collector, because the pool would keep them for ever.
/// </summary>
internal static class GrowingArray<T>
{
    public static T[] Rent(int length, int pooled) =>
        length <= pooled ? ArrayPool<T>.Shared.Rent(length) : GC.AllocateUninitializedArray<T>(length);

    public static void Return(T[] array, int pooled)
    {
        if (array.Length > 0 && array.Length <= pooled) ArrayPool<T>.Shared.Return(array);
    }

    /// <summary>An array twice as long, or as long as is needed, with what the old one holds; the old one is returned.</summary>
    public static T[] Grow(T[] array, int count, int needed, int pooled)
    {
        T[] larger = Rent((int)Math.Max(needed, Math.Min((long)array.Length * 2, Array.MaxLength)), pooled);
        array.AsSpan(0, count).CopyTo(larger);
        Return(array, pooled);
        return larger;
    }
}
