using System.Globalization;
using System.Text.RegularExpressions;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>
/// What a process asked of the operating system, as strace(1) wrote it down. The tracer stops a thread before each call and after it, and writes
/// in the order in which it stopped them: a call that ends in the record before another begins there was over before the other began.
/// </summary>
internal sealed partial class SystemCalls
{
    public const string Tracer = "/usr/bin/strace";

    /// <summary>What a test prints where nothing can be traced.</summary>
    public const string Absent = "The program strace is not on this machine (apt-get install strace), or may not trace here: nothing was tested.";

    private SystemCalls(IReadOnlyList<SystemCall> all) => All = all;

    /// <summary>In the order of their beginnings.</summary>
    public IReadOnlyList<SystemCall> All { get; }

    /// <summary>The words before a command whose calls are to be written to a file: those that write, name, flush or send, all bytes in hexadecimal.</summary>
    public static string[] Command(string file) =>
    [
        Tracer, "-D", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "5000",
        "-e", "trace=syncfs,sync,fsync,fdatasync,rename,renameat,renameat2,link,linkat,write,writev,pwrite64,pwritev,sendto,sendmsg", "-o", file,
    ];

    /// <summary>Whether programs can be traced here.</summary>
    public static async Task<bool> AreSeenAsync() =>
        OperatingSystem.IsLinux() && File.Exists(Tracer) && (await TestKit.Command.RunAsync("/", "", Tracer, "-f", "-o", "/dev/null", "true")).Code == 0;

    public static SystemCalls Read(string file)
    {
        List<SystemCall> all = [];
        Dictionary<string, SystemCall> pending = [];
        int line = 0;
        foreach (string text in File.ReadLines(file))
        {
            line++;
            string thread = text[..text.IndexOf(' ', StringComparison.Ordinal)];
            string rest = text[thread.Length..].TrimStart();
            if (rest.StartsWith("<... ", StringComparison.Ordinal))
            {
                if (pending.Remove(thread, out SystemCall? call)) call.Finish(line, rest);
            }
            else if (rest.IndexOf('(', StringComparison.Ordinal) is > 0 and int end && char.IsAsciiLetter(rest[0]))
            {
                var call = new SystemCall(rest[..end], Decode(rest), line);
                all.Add(call);
                if (rest.EndsWith("<unfinished ...>", StringComparison.Ordinal)) pending[thread] = call;
                else call.Finish(line, rest);
            }
        }

        return new SystemCalls(all);
    }

    /// <summary>The first one that begins after a line, of one of these names, and has all of these texts among its arguments.</summary>
    public SystemCall? First(int after, string[] names, params string[] texts) => All.FirstOrDefault(call =>
        call.Begin > after && call.Succeeded && names.Contains(call.Name) && texts.All(text => call.Arguments.Contains(text, StringComparison.Ordinal)));

    private static string Decode(string text) =>
        Hexadecimal().Replace(text, match => ((char)byte.Parse(match.ValueSpan[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex(@"\\x[0-9a-f]{2}")]
    private static partial Regex Hexadecimal();
}

/// <summary>One call.</summary>
/// <param name="Name">As in <c>fdatasync</c>.</param>
/// <param name="Arguments">As they were written down, each byte a character.</param>
/// <param name="Begin">Line at which it begins.</param>
internal sealed record SystemCall(string Name, string Arguments, int Begin)
{
    /// <summary>Line at which it ends; never, if it was cut off.</summary>
    public int End { get; private set; } = int.MaxValue;

    public bool Succeeded { get; private set; }

    public void Finish(int line, string text)
    {
        End = line;
        Succeeded = !text[text.LastIndexOf(" = ", StringComparison.Ordinal)..].StartsWith(" = -", StringComparison.Ordinal);
    }
}
