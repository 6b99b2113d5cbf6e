using System.Numerics;
using System.Security.Cryptography;

namespace AttachmentPacs.Dicom.Identity;

/// <summary>Unique identifiers (PS3.5 9).</summary>
public static class DicomUid
{
    /// <summary>Longest one, in characters.</summary>
    public const int Longest = 64;

    /// <summary>A new one below 2.25, a random UUID (version 4, RFC 9562) as a decimal number (PS3.5 B.2).</summary>
    public static string New()
    {
        Span<byte> uuid = stackalloc byte[16];
        RandomNumberGenerator.Fill(uuid);
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x40);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return $"2.25.{new BigInteger(uuid, isUnsigned: true, isBigEndian: true)}";
    }

    /// <summary>Whether a text has the characters and the length of one: digits and dots. Zeros before a number are put up with, as senders write them.</summary>
    public static bool IsOne(string text) =>
        text is { Length: > 0 and <= Longest } && text.All(each => char.IsAsciiDigit(each) || each == '.') && text[0] != '.' && text[^1] != '.'
        && !text.Contains("..", StringComparison.Ordinal);
}
