using System.Runtime.CompilerServices;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>The flat index while it grows.</summary>
internal sealed class ElementList : IDisposable
{
    private const int Initial = 256;
    private const int Pooled = 8192;

    private Element[] _elements = GrowingArray<Element>.Rent(Initial, Pooled);

    public int Count { get; private set; }

    /// <summary>Bytes of memory taken since the start of this file, outgrown arrays among them: the collector has yet to find those.</summary>
    public long Taken { get; private set; }

    public ReadOnlySpan<Element> Span => _elements.AsSpan(0, Count);

    public ref Element this[int index] => ref _elements[index];

    public ref Element Add()
    {
        if (Count == _elements.Length)
        {
            _elements = GrowingArray<Element>.Grow(_elements, Count, Count + 1, Pooled);
            Taken += (long)_elements.Length * Unsafe.SizeOf<Element>();
        }

        ref Element added = ref _elements[Count++];
        added = default;
        return ref added;
    }

    public void Clear()
    {
        Count = 0;
        Taken = 0;
        if (_elements.Length > Pooled) _elements = GrowingArray<Element>.Rent(Initial, Pooled);
    }

    public void Dispose()
    {
        GrowingArray<Element>.Return(_elements, Pooled);
        _elements = [];
        Count = 0;
    }
}
