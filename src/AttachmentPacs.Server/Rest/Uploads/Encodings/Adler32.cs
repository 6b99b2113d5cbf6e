namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>The checksum of zlib's format (RFC 1950 8.2).</summary>
internal struct Adler32()
{
    private const uint Modulus = 65521;

    // As many bytes as can be summed before 32 bits run over.
    private const int Run = 5552;

    private uint _a = 1;
    private uint _b = 0;

    public readonly uint Value => (_b << 16) | _a;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        (uint a, uint b) = (_a, _b);
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, Run);
            foreach (byte value in bytes[..count])
            {
                a += value;
                b += a;
            }

            (a, b) = (a % Modulus, b % Modulus);
            bytes = bytes[count..];
        }

        (_a, _b) = (a, b);
    }
}
