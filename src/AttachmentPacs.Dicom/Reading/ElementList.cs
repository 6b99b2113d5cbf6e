using System.Buffers;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>The flat index while it grows: a pooled array of entries.</summary>
internal sealed class ElementList : IDisposable
{
    private const int Initial = 256;
    private const int Retained = 8192;

    private Element[] _elements = ArrayPool<Element>.Shared.Rent(Initial);

    public int Count { get; private set; }

    public ReadOnlySpan<Element> Span => _elements.AsSpan(0, Count);

    public ref Element this[int index] => ref _elements[index];

    public ref Element Add()
    {
        if (Count == _elements.Length) Grow();
        ref Element added = ref _elements[Count++];
        added = default;
        return ref added;
    }

    public void Clear()
    {
        Count = 0;
        if (_elements.Length <= Retained) return;
        ArrayPool<Element>.Shared.Return(_elements);
        _elements = ArrayPool<Element>.Shared.Rent(Initial);
    }

    public void Dispose()
    {
        ArrayPool<Element>.Shared.Return(_elements);
        _elements = [];
        Count = 0;
    }

    private void Grow()
    {
        Element[] larger = ArrayPool<Element>.Shared.Rent(_elements.Length * 2);
        Span.CopyTo(larger);
        ArrayPool<Element>.Shared.Return(_elements);
        _elements = larger;
    }
}
