using System.Buffers.Binary;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>Finds the VR where the file gives none: implicit VR, and UN in explicit VR (PS3.5 6.2.2 and 7.1.3).</summary>
internal static class VrResolver
{
    /// <summary>
    /// Completes a header. <paramref name="at"/> starts at the element and holds the header and up to 16 bytes of the value;
    /// <paramref name="creator"/> is that of a private element, without padding.
    /// </summary>
    public static ElementHeader Resolve(in ElementHeader header, uint tag, in Frame frame, ReadOnlySpan<byte> at, ReadOnlySpan<byte> creator)
    {
        // PS3.5 6.2.2 note 4: UN of undefined length holds a sequence in implicit VR little endian, whatever the transfer syntax.
        bool isUn = frame.IsExplicit;
        bool big = !isUn && header.IsBigEndian;
        Vr vr = Lookup(tag, frame.IsSigned, creator);
        if (header.IsUndefined)
        {
            return tag == Tags.PixelData && !isUn
                ? header with { Vr = Vr.OW, Kind = ElementKind.Fragments }
                : header with { Vr = Vr.SQ, Kind = ElementKind.Sequence, ContentIsExplicit = false, IsBigEndian = big };
        }

        if (vr == Vr.SQ) return ResolveSequence(header, at[header.Size..], big);
        bool fits = VrFacts.NumberSize(vr) is not (> 0 and var size) || header.Length % size == 0;
        return header with { Vr = fits ? vr : Vr.UN, IsBigEndian = big };
    }

    // What the dictionary calls a sequence is one only if its bytes begin with an item.
    private static ElementHeader ResolveSequence(in ElementHeader header, ReadOnlySpan<byte> value, bool big)
    {
        if (header.Length == 0) return header with { Vr = Vr.SQ, Kind = ElementKind.Sequence, ContentIsExplicit = false, IsBigEndian = big };
        if (header.Length < 8 || EncodingSniffer.ReadTag(value, big) != Tags.Item) return header with { Vr = Vr.UN, IsBigEndian = big };

        // Some writers keep explicit VR inside: the first element of the first item tells.
        bool isExplicit = header.Length >= 16 && BinaryPrimitives.ReadUInt32LittleEndian(value[4..]) != 0
            && EncodingSniffer.ReadTag(value[8..], big) >> 16 != 0xFFFE && VrFacts.IsKnown(VrFacts.Read(value[12..]));
        return header with { Vr = Vr.SQ, Kind = ElementKind.Sequence, ContentIsExplicit = isExplicit, IsBigEndian = big };
    }

    private static Vr Lookup(uint tag, bool isSigned, ReadOnlySpan<byte> creator)
    {
        if (Tags.IsGroupLength(tag)) return Vr.UL;
        if (Tags.IsPrivateCreator(tag)) return Vr.LO;
        DictionaryEntry entry;
        if (Tags.IsPrivate(tag))
        {
            if (creator.IsEmpty || !PrivateDictionary.TryFind(creator, tag, out entry)) return Vr.UN;
        }
        else if (!DicomDictionary.TryFind(tag, out entry))
        {
            return Vr.UN;
        }

        // PS3.5 A.1 a: OW for pixel data in implicit VR; PS3.3 C.7.6.3.1.1: Pixel Representation decides between US and SS.
        return entry.Choice switch
        {
            VrChoice.UsOrSs or VrChoice.UsOrSsOrOw => isSigned ? Vr.SS : entry.Choice == VrChoice.UsOrSsOrOw ? Vr.OW : Vr.US,
            VrChoice.ObOrOw or VrChoice.UsOrOw => Vr.OW,
            _ => entry.Vr,
        };
    }
}
