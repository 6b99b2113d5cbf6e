namespace AttachmentPacs.Core;

/// <summary>Dates as metadata and changes carry them: UTC, <c>YYYYMMDDTHHMMSS</c> (contract 1.4).</summary>
public static class OrthancDate
{
    /// <summary>Characters, all ASCII.</summary>
    public const int Length = 15;

    /// <summary>The text.</summary>
    public static string Format(DateTimeOffset date)
    {
        Span<byte> text = stackalloc byte[Length];
        Write(date, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    /// <summary>Writes it into the first <see cref="Length"/> bytes.</summary>
    public static void Write(DateTimeOffset date, Span<byte> text)
    {
        DateTime utc = date.UtcDateTime;
        Write(utc.Year, text[..4]);
        Write(utc.Month, text.Slice(4, 2));
        Write(utc.Day, text.Slice(6, 2));
        text[8] = (byte)'T';
        Write(utc.Hour, text.Slice(9, 2));
        Write(utc.Minute, text.Slice(11, 2));
        Write(utc.Second, text.Slice(13, 2));
    }

    private static void Write(int number, Span<byte> digits)
    {
        for (int at = digits.Length - 1; at >= 0; at--)
        {
            digits[at] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
