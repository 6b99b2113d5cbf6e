using System.Text;

namespace AttachmentPacs.TestKit;

/// <summary>
/// A DICOM file that becomes another instance by writing the next number into its SOP Instance UID, in place: the meta header and every element
/// that repeats the UID change with it, the length does not.
/// </summary>
public sealed class NumberedFile
{
    private const string Digits = "1000000000";

    private readonly int[] _places;
    private int _number;

    private NumberedFile(byte[] bytes, int number = 0)
    {
        Bytes = bytes;
        _number = number;
        _places = [.. Places(bytes, Encoding.ASCII.GetBytes("." + Digits)).Select(place => place + 1)];
    }

    /// <summary>The file as it is now.</summary>
    public byte[] Bytes { get; }

    /// <summary>A CT of 526 KB.</summary>
    public static NumberedFile Ct() => new(SyntheticCt.Create(int.Parse(Digits, System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>A secondary capture of 10 KB, its pixels noise; its next number is the one after <paramref name="number"/>.</summary>
    public static NumberedFile Small(int number = 0)
    {
        byte[] pixels = new byte[10_000];
        new Random(1).NextBytes(pixels);
        return new(DicomBuilder.Instance("P", instance: 1).Add(0x0008_0018, "UI", DicomBuilder.Uid(1, 1) + "." + Digits).Pixels(pixels).ToArray(), number);
    }

    /// <summary>Makes it the next instance.</summary>
    public byte[] Next()
    {
        _number++;
        foreach (int place in _places)
        {
            int left = _number;
            for (int at = Digits.Length - 1; at > 0; at--, left /= 10) Bytes[place + at] = (byte)('0' + (left % 10));
        }

        return Bytes;
    }

    private static IEnumerable<int> Places(byte[] bytes, byte[] text)
    {
        for (int at = 0; bytes.AsSpan(at).IndexOf(text) is >= 0 and int next; at += next + text.Length) yield return at + next;
    }
}
