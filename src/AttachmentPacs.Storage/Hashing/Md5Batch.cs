using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace AttachmentPacs.Storage.Hashing;

/// <summary>MD5 of several contents that lie whole in memory, in lanes where there are at least two of them and the processor can.</summary>
internal static unsafe class Md5Batch
{
    // The longest rest of a message with its padding (RFC 1321, 3.1 and 3.2): two blocks.
    private const int TailSize = 2 * Md5Lanes.BlockSize;
    private const int HashSize = 16;

    // Below it a content is hashed alone. It must be at least a tail, as lanes without work read the beginning of another content.
    private const int Smallest = 1024;

    /// <summary>Computes every job's hash.</summary>
    public static void Run(IReadOnlyCollection<Md5Job> jobs)
    {
        // Longest first: those of one length, as the slices of a series are, share a run from end to end.
        Md5Job[] lanes = Md5Lanes.IsSupported ? [.. jobs.Where(job => job.Length >= Smallest).OrderByDescending(job => job.Length)] : [];
        if (lanes.Length < 2) lanes = [];
        foreach (Md5Job job in jobs.Except(lanes)) job.Hash = CryptographicOperations.HashData(HashAlgorithmName.MD5, job.Content);
        for (int at = 0; at < lanes.Length; at += Md5Lanes.Count) RunLanes(lanes.AsSpan(at, Math.Min(Md5Lanes.Count, lanes.Length - at)));
    }

    private static void RunLanes(ReadOnlySpan<Md5Job> jobs)
    {
        Span<Vector256<uint>> state = [Vector256.Create(0x67452301u), Vector256.Create(0xEFCDAB89u), Vector256.Create(0x98BADCFEu), Vector256.Create(0x10325476u)];
        Span<int> left = stackalloc int[jobs.Length];
        byte** messages = stackalloc byte*[Md5Lanes.Count];
        byte* tails = stackalloc byte[Md5Lanes.Count * TailSize];
        for (int lane = 0; lane < jobs.Length; lane++) left[lane] = WholeBlocks(jobs[lane]) + Pad(jobs[lane], tails + (lane * TailSize));
        for (int unfinished = jobs.Length; unfinished > 0;)
        {
            // To the next point where a lane goes from its content to its padding, or ends.
            int blocks = int.MaxValue;
            for (int lane = 0; lane < Md5Lanes.Count; lane++)
            {
                // Lanes without work hash the longest content's beginning, and nobody looks at what comes out.
                messages[lane] = jobs[0].Address;
                if (lane >= jobs.Length || left[lane] == 0) continue;
                int padding = PaddedBlocks(jobs[lane]);
                int content = left[lane] - padding;
                blocks = Math.Min(blocks, content > 0 ? content : left[lane]);
                messages[lane] = content > 0
                    ? jobs[lane].Address + ((nint)(WholeBlocks(jobs[lane]) - content) * Md5Lanes.BlockSize)
                    : tails + (lane * TailSize) + ((padding - left[lane]) * Md5Lanes.BlockSize);
            }

            Md5Lanes.Run(state, messages, blocks);
            for (int lane = 0; lane < jobs.Length; lane++)
            {
                if (left[lane] == 0) continue;
                left[lane] -= blocks;
                if (left[lane] > 0) continue;
                jobs[lane].Hash = Extract(state, lane);
                unfinished--;
            }
        }
    }

    private static int PaddedBlocks(Md5Job job) => job.Length % Md5Lanes.BlockSize < Md5Lanes.BlockSize - 8 ? 1 : 2;

    // Of the content; what is left of it stands before the padding.
    private static int WholeBlocks(Md5Job job) => job.Length / Md5Lanes.BlockSize;

    // RFC 1321, 3.1 and 3.2: one bit, zeros, the length in bits as eight bytes.
    private static int Pad(Md5Job job, byte* tail)
    {
        int blocks = PaddedBlocks(job);
        int rest = job.Length % Md5Lanes.BlockSize;
        Span<byte> bytes = new(tail, blocks * Md5Lanes.BlockSize);
        bytes.Clear();
        job.Content[^rest..].CopyTo(bytes);
        bytes[rest] = 0x80;
        MemoryMarshal.Write(bytes[^8..], (ulong)job.Length * 8);
        return blocks;
    }

    private static byte[] Extract(ReadOnlySpan<Vector256<uint>> state, int lane)
    {
        byte[] hash = new byte[HashSize];
        for (int word = 0; word < 4; word++) MemoryMarshal.Write(hash.AsSpan(word * 4), state[word][lane]);
        return hash;
    }
}
