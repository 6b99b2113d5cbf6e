using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttachmentPacs.Storage.Hashing;

/// <summary>
/// MD5 (RFC 1321) of eight messages at a time, one in each 32-bit lane. Its steps depend on each other, so that one message keeps a processor waiting;
/// eight take little longer than one. Whole blocks only: <see cref="Md5Batch"/> feeds and pads.
/// </summary>
internal static unsafe class Md5Lanes
{
    /// <summary>Messages at a time.</summary>
    public const int Count = 8;

    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 64;

    private const byte Choose = 0xCA;
    private const byte Parity = 0x96;
    private const byte RoundFour = 0x39;

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Runs the compression function over blocks of every lane.</summary>
    /// <param name="state">A, B, C, D of all lanes.</param>
    /// <param name="messages">Eight addresses, each of <paramref name="blocks"/> whole blocks.</param>
    /// <param name="blocks">Blocks to take from each.</param>
    public static void Run(Span<Vector256<uint>> state, byte** messages, int blocks)
    {
        Vector256<uint>* x = stackalloc Vector256<uint>[16];
        (Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) = (state[0], state[1], state[2], state[3]);
        for (nint at = 0; at < (nint)blocks * BlockSize; at += BlockSize)
        {
            Load(messages, at, x);
            Load(messages, at + 32, x + 8);
            (Vector256<uint> a0, Vector256<uint> b0, Vector256<uint> c0, Vector256<uint> d0) = (a, b, c, d);

            a = F(a, b, c, d, x[0], 0xD76AA478, 7);
            d = F(d, a, b, c, x[1], 0xE8C7B756, 12);
            c = F(c, d, a, b, x[2], 0x242070DB, 17);
            b = F(b, c, d, a, x[3], 0xC1BDCEEE, 22);
            a = F(a, b, c, d, x[4], 0xF57C0FAF, 7);
            d = F(d, a, b, c, x[5], 0x4787C62A, 12);
            c = F(c, d, a, b, x[6], 0xA8304613, 17);
            b = F(b, c, d, a, x[7], 0xFD469501, 22);
            a = F(a, b, c, d, x[8], 0x698098D8, 7);
            d = F(d, a, b, c, x[9], 0x8B44F7AF, 12);
            c = F(c, d, a, b, x[10], 0xFFFF5BB1, 17);
            b = F(b, c, d, a, x[11], 0x895CD7BE, 22);
            a = F(a, b, c, d, x[12], 0x6B901122, 7);
            d = F(d, a, b, c, x[13], 0xFD987193, 12);
            c = F(c, d, a, b, x[14], 0xA679438E, 17);
            b = F(b, c, d, a, x[15], 0x49B40821, 22);

            a = G(a, b, c, d, x[1], 0xF61E2562, 5);
            d = G(d, a, b, c, x[6], 0xC040B340, 9);
            c = G(c, d, a, b, x[11], 0x265E5A51, 14);
            b = G(b, c, d, a, x[0], 0xE9B6C7AA, 20);
            a = G(a, b, c, d, x[5], 0xD62F105D, 5);
            d = G(d, a, b, c, x[10], 0x02441453, 9);
            c = G(c, d, a, b, x[15], 0xD8A1E681, 14);
            b = G(b, c, d, a, x[4], 0xE7D3FBC8, 20);
            a = G(a, b, c, d, x[9], 0x21E1CDE6, 5);
            d = G(d, a, b, c, x[14], 0xC33707D6, 9);
            c = G(c, d, a, b, x[3], 0xF4D50D87, 14);
            b = G(b, c, d, a, x[8], 0x455A14ED, 20);
            a = G(a, b, c, d, x[13], 0xA9E3E905, 5);
            d = G(d, a, b, c, x[2], 0xFCEFA3F8, 9);
            c = G(c, d, a, b, x[7], 0x676F02D9, 14);
            b = G(b, c, d, a, x[12], 0x8D2A4C8A, 20);

            a = H(a, b, c, d, x[5], 0xFFFA3942, 4);
            d = H(d, a, b, c, x[8], 0x8771F681, 11);
            c = H(c, d, a, b, x[11], 0x6D9D6122, 16);
            b = H(b, c, d, a, x[14], 0xFDE5380C, 23);
            a = H(a, b, c, d, x[1], 0xA4BEEA44, 4);
            d = H(d, a, b, c, x[4], 0x4BDECFA9, 11);
            c = H(c, d, a, b, x[7], 0xF6BB4B60, 16);
            b = H(b, c, d, a, x[10], 0xBEBFBC70, 23);
            a = H(a, b, c, d, x[13], 0x289B7EC6, 4);
            d = H(d, a, b, c, x[0], 0xEAA127FA, 11);
            c = H(c, d, a, b, x[3], 0xD4EF3085, 16);
            b = H(b, c, d, a, x[6], 0x04881D05, 23);
            a = H(a, b, c, d, x[9], 0xD9D4D039, 4);
            d = H(d, a, b, c, x[12], 0xE6DB99E5, 11);
            c = H(c, d, a, b, x[15], 0x1FA27CF8, 16);
            b = H(b, c, d, a, x[2], 0xC4AC5665, 23);

            a = I(a, b, c, d, x[0], 0xF4292244, 6);
            d = I(d, a, b, c, x[7], 0x432AFF97, 10);
            c = I(c, d, a, b, x[14], 0xAB9423A7, 15);
            b = I(b, c, d, a, x[5], 0xFC93A039, 21);
            a = I(a, b, c, d, x[12], 0x655B59C3, 6);
            d = I(d, a, b, c, x[3], 0x8F0CCC92, 10);
            c = I(c, d, a, b, x[10], 0xFFEFF47D, 15);
            b = I(b, c, d, a, x[1], 0x85845DD1, 21);
            a = I(a, b, c, d, x[8], 0x6FA87E4F, 6);
            d = I(d, a, b, c, x[15], 0xFE2CE6E0, 10);
            c = I(c, d, a, b, x[6], 0xA3014314, 15);
            b = I(b, c, d, a, x[13], 0x4E0811A1, 21);
            a = I(a, b, c, d, x[4], 0xF7537E82, 6);
            d = I(d, a, b, c, x[11], 0xBD3AF235, 10);
            c = I(c, d, a, b, x[2], 0x2AD7D2BB, 15);
            b = I(b, c, d, a, x[9], 0xEB86D391, 21);

            (a, b, c, d) = (a + a0, b + b0, c + c0, d + d0);
        }

        (state[0], state[1], state[2], state[3]) = (a, b, c, d);
    }

    // The four rounds of RFC 1321, 3.4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> F(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> x, uint k, [ConstantExpected] byte s) =>
        b + Rotate(a + x + Vector256.Create(k) + (Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(b, c, d, Choose) : d ^ (b & (c ^ d))), s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> G(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> x, uint k, [ConstantExpected] byte s) =>
        b + Rotate(a + x + Vector256.Create(k) + (Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(d, b, c, Choose) : c ^ (d & (b ^ c))), s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> H(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> x, uint k, [ConstantExpected] byte s) =>
        b + Rotate(a + x + Vector256.Create(k) + (Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(b, c, d, Parity) : b ^ c ^ d), s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> I(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> x, uint k, [ConstantExpected] byte s) =>
        b + Rotate(a + x + Vector256.Create(k) + (Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(b, c, d, RoundFour) : c ^ (b | ~d)), s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(value, bits) : (value << bits) | (value >>> (32 - bits));

    // Eight words of each lane, from rows to columns.
    private static void Load(byte** messages, nint at, Vector256<uint>* x)
    {
        Vector256<uint> m0 = Row(messages[0] + at), m1 = Row(messages[1] + at), m2 = Row(messages[2] + at), m3 = Row(messages[3] + at);
        Vector256<uint> m4 = Row(messages[4] + at), m5 = Row(messages[5] + at), m6 = Row(messages[6] + at), m7 = Row(messages[7] + at);
        (m0, m1) = (Avx2.UnpackLow(m0, m1), Avx2.UnpackHigh(m0, m1));
        (m2, m3) = (Avx2.UnpackLow(m2, m3), Avx2.UnpackHigh(m2, m3));
        (m4, m5) = (Avx2.UnpackLow(m4, m5), Avx2.UnpackHigh(m4, m5));
        (m6, m7) = (Avx2.UnpackLow(m6, m7), Avx2.UnpackHigh(m6, m7));
        Halves(m0, m2, m4, m6, x, 0);
        Halves(m1, m3, m5, m7, x, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(Vector256<uint> low01, Vector256<uint> low23, Vector256<uint> low45, Vector256<uint> low67, Vector256<uint>* x, int column)
    {
        Vector256<uint> p = Avx2.UnpackLow(low01.AsUInt64(), low23.AsUInt64()).AsUInt32();
        Vector256<uint> q = Avx2.UnpackHigh(low01.AsUInt64(), low23.AsUInt64()).AsUInt32();
        Vector256<uint> r = Avx2.UnpackLow(low45.AsUInt64(), low67.AsUInt64()).AsUInt32();
        Vector256<uint> s = Avx2.UnpackHigh(low45.AsUInt64(), low67.AsUInt64()).AsUInt32();
        x[column] = Avx2.Permute2x128(p, r, 0x20);
        x[column + 1] = Avx2.Permute2x128(q, s, 0x20);
        x[column + 4] = Avx2.Permute2x128(p, r, 0x31);
        x[column + 5] = Avx2.Permute2x128(q, s, 0x31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Row(byte* address) => Vector256.Load((uint*)address);
}
