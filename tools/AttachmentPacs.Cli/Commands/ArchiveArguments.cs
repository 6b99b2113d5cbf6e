using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Commands;

/// <summary>What import and export share: which archive is meant, how to be let in, and how to report.</summary>
internal sealed class ArchiveArguments
{
    private const string PasswordVariable = "APACS_PASSWORD";
    private const string KeyVariable = "APACS_API_KEY";

    private readonly Option<string?> _url = new("--url") { Description = "Address of a running server. Without it, the stopped server's own store is used.", HelpName = "http://HOST:PORT" };
    private readonly Option<string?> _user = new("--user") { Description = $"User of the server; the password comes from {PasswordVariable} or is asked for.", HelpName = "NAME" };
    private readonly Option<string?> _keyFile = new("--api-key-file") { Description = $"File with an API key of the server; or set {KeyVariable}.", HelpName = "FILE" };
    private readonly Option<string?> _config = new("--config") { Description = "Configuration of the store, beside the appsettings.json of the working directory.", HelpName = "FILE" };
    private readonly Option<int> _retry = new("--retry") { Description = "How long a server that is busy or away is tried again.", HelpName = "SECONDS", DefaultValueFactory = _ => 60 };
    private readonly Option<int?> _parallel = new("--parallel") { Description = "How many files are on their way at once.", HelpName = "N" };
    private readonly Option<string?> _report = new("--report") { Description = "Write a report as JSON.", HelpName = "FILE.json" };
    private readonly Option<bool> _quiet = new("--no-progress") { Description = "Show no progress." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_url, _user, _keyFile, _config, _retry, _parallel, _report, _quiet]) command.Options.Add(option);
    }

    public string? ReportPath(ParseResult parse) => parse.GetValue(_report);

    public bool WantsProgress(ParseResult parse) => !parse.GetValue(_quiet);

    /// <summary>Files on their way at once; null for what suits the archive.</summary>
    /// <exception cref="UsageException">The number is none.</exception>
    public int? Parallel(ParseResult parse)
    {
        int? parallel = parse.GetValue(_parallel);
        return parallel is null or (> 0 and <= 1024) ? parallel : throw new UsageException($"--parallel is {parallel}: expected 1 to 1024");
    }

    /// <summary>How long to try again.</summary>
    public TimeSpan Retry(ParseResult parse)
    {
        int seconds = parse.GetValue(_retry);
        return seconds >= 0 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"--retry is {seconds}: expected a number of seconds, 0 or more");
    }

    /// <summary>The address of the server, ending with a slash; null for the local store.</summary>
    /// <exception cref="UsageException">It is no such address, or does not go with the rest.</exception>
    public Uri? Url(ParseResult parse, IReadOnlyList<string> configuration)
    {
        if (parse.GetValue(_url) is not { } url)
        {
            if (parse.GetValue(_user) is not null || parse.GetValue(_keyFile) is not null) throw new UsageException("--user and --api-key-file are for a server: name it with --url");
            return null;
        }

        if (configuration.Count > 0 || parse.GetValue(_config) is not null) throw new UsageException("With --url the server's own configuration counts: leave out --config and configuration arguments");
        bool isAddress = Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out Uri? root) && root.Scheme is "http" or "https" && root is { UserInfo: "", Query: "", Fragment: "" };
        return isAddress ? root : throw new UsageException($"--url is \"{Printable.Of(url)}\": expected http://HOST:PORT or https://HOST:PORT, without a user");
    }

    /// <summary>The server's configuration, from the same sources as the server's.</summary>
    /// <exception cref="UsageException">It cannot be used; all problems at once.</exception>
    public ServerOptions Options(ParseResult parse, IReadOnlyList<string> configuration)
    {
        (ServerOptions options, _, IReadOnlyList<string> problems) = OptionsLoader.Load(parse.GetValue(_config) is { } file ? [$"--config={file}", .. configuration] : [.. configuration]);
        return problems.Count == 0 ? options : throw new UsageException("The configuration cannot be used:\n" + string.Join('\n', problems.Select(problem => $"- {problem}")));
    }

    /// <summary>How to be let in; null without a user or a key.</summary>
    /// <exception cref="UsageException">There is no password, or no key in the file.</exception>
    public AuthenticationHeaderValue? Credentials(ParseResult parse)
    {
        string? key = parse.GetValue(_keyFile) is { } file ? ReadKey(file) : Environment.GetEnvironmentVariable(KeyVariable);
        if (parse.GetValue(_user) is not { } user) return string.IsNullOrWhiteSpace(key) ? null : new AuthenticationHeaderValue("Bearer", key.Trim());
        if (parse.GetValue(_keyFile) is not null) throw new UsageException("Give either --user or --api-key-file");
        if (user.Contains(':', StringComparison.Ordinal)) throw new UsageException("--user holds a colon, which HTTP does not allow in names (RFC 7617 2)");
        string password = Environment.GetEnvironmentVariable(PasswordVariable) ?? Ask(user);
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    private static string ReadKey(string file)
    {
        try
        {
            string key = File.ReadAllText(file).Trim();
            return key.Length > 0 && !key.Contains('\n', StringComparison.Ordinal) ? key : throw new UsageException($"--api-key-file {file} does not hold one line with a key");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--api-key-file cannot be read: {e.Message}");
        }
    }

    private static string Ask(string user)
    {
        if (Console.IsInputRedirected) throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"There is no terminal to ask for the password of {user}: set {PasswordVariable}"));
        Console.Error.Write($"Password of {Printable.Of(user)}: ");
        var password = new StringBuilder();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace) password.Length = Math.Max(0, password.Length - 1);
            else if (!char.IsControl(key.KeyChar)) password.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}
