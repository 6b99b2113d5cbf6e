using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AttachmentPacs.Cli.Doctor;
using AttachmentPacs.Cli.Tests.Support;

namespace AttachmentPacs.Cli.Tests.Doctor;

/// <summary>Each thing that can be wrong is found, named, and comes with a next step.</summary>
public class DoctorTests
{
    [Fact]
    public async Task Sound_store_has_neither_warnings_nor_problems_and_is_left_as_it_is()
    {
        using StoppedStore store = await StoppedStore.MakeAsync(3);
        (string, long, DateTime)[] before = Files(store);

        (int code, JsonElement[] findings) = await ExamineAsync(store.Arguments, "--full");

        Assert.DoesNotContain(findings, finding => Severity(finding) is "Problem");
        Assert.InRange(code, 0, 1);
        Assert.Equal(Checkup.Names.Where(name => name != "certificate").Order(), findings.Select(Check).Distinct().Order());
        Assert.Contains("3 instances", Of(findings, "index", "Ok"), StringComparison.Ordinal);
        Assert.EndsWith("journal wal.", Of(findings, "index", "Ok"), StringComparison.Ordinal);
        Assert.Equal("", Of(findings, "index", "Note"));
        Assert.Equal(before, Files(store));
        Assert.Equal(0, (await ExamineAsync(store.Arguments, "--only", "storage", "--only", "index", "--only", "lock", "--only", "codecs")).Code);
    }

    [Fact]
    public async Task Every_finding_that_is_bad_says_why_and_what_to_do()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        await File.WriteAllTextAsync(store.Index, "no database, but long enough to be taken for the header of one, were it one");

        (int code, JsonElement[] findings) = await ExamineAsync([.. store.Arguments, "--Http:Users:me:Password=x", "--Http:Users:me:Roles:0=Read"]);

        Assert.Equal(2, code);
        JsonElement[] bad = [.. findings.Where(finding => Severity(finding) is "Warning" or "Problem")];
        Assert.All(bad, finding => Assert.NotEqual("", finding.GetProperty("Why").GetString()));
        Assert.All(bad, finding => Assert.NotEqual("", finding.GetProperty("Next").GetString()));
        Assert.Contains("is no SQLite database", Of(findings, "index", "Problem"), StringComparison.Ordinal);
        Assert.Contains("The password of me stands in the configuration", Of(findings, "users", "Warning"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_that_cannot_be_used_is_said_and_what_depends_on_it_left_out()
    {
        (int code, JsonElement[] findings) = await ExamineAsync(["--Http:Prot=1", "--Storage:Md5=maybe"]);

        Assert.Equal(2, code);
        Assert.Equal(2, findings.Count(finding => Check(finding) == "configuration" && Severity(finding) == "Problem"));
        Assert.DoesNotContain(findings, finding => Check(finding) is "storage" or "index" or "ports");
    }

    [Fact]
    public async Task Truncated_index_is_a_problem()
    {
        using StoppedStore store = await StoppedStore.MakeAsync(20);
        using (FileStream index = File.OpenWrite(store.Index)) index.SetLength(index.Length / 2);

        (int code, JsonElement[] findings) = await ExamineAsync(store.Arguments, "--only", "index");

        Assert.Equal(2, code);
        Assert.Contains("is damaged", Of(findings, "index", "Problem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_in_the_middle_of_the_index_is_a_problem()
    {
        using StoppedStore store = await StoppedStore.MakeAsync(20);
        using (FileStream index = File.OpenWrite(store.Index))
        {
            byte[] garbage = new byte[index.Length - 8192];
            new Random(1).NextBytes(garbage);
            index.Position = 8192;
            index.Write(garbage);
        }

        (int code, JsonElement[] findings) = await ExamineAsync(store.Arguments, "--only", "index");

        Assert.Equal(2, code);
        Assert.Contains("is damaged", Of(findings, "index", "Problem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_of_another_store_is_a_problem()
    {
        using StoppedStore one = await StoppedStore.MakeAsync();
        using StoppedStore other = await StoppedStore.MakeAsync();

        (int code, JsonElement[] findings) = await ExamineAsync([.. one.Arguments, $"--Database:Sqlite:Path={other.Index}"], "--only", "index");

        Assert.Equal(2, code);
        Assert.Contains("Storage and index do not belong together", Of(findings, "index", "Problem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_index_beside_files_is_a_problem_and_a_new_place_is_none()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();

        (int lost, JsonElement[] findings) = await ExamineAsync([.. store.Arguments, $"--Database:Sqlite:Path={store.Folder}/lost.db"], "--only", "index");
        (int fresh, JsonElement[] notes) = await ExamineAsync(
            [.. store.Arguments, $"--Storage:Directory={store.Folder}/new/storage", $"--Database:Sqlite:Path={store.Folder}/new/index.db"], "--only", "index", "--only", "storage");

        Assert.Equal((2, 0), (lost, fresh));
        Assert.Contains("holds files that it does not know", Of(findings, "index", "Problem"), StringComparison.Ordinal);
        Assert.Contains("is not there yet", Of(notes, "storage", "Note"), StringComparison.Ordinal);
        Assert.False(Path.Exists($"{store.Folder}/new"));
    }

    [Fact]
    public async Task Stop_that_was_not_clean_is_noted()
    {
        using StoppedStore store = await StoppedStore.MakeAsync(isClean: false);

        (int code, JsonElement[] findings) = await ExamineAsync(store.Arguments, "--only", "index");

        Assert.Equal(0, code);
        Assert.Contains("The last stop was not a clean one", Of(findings, "index", "Note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_server_s_index_is_read_with_its_journal_which_stays()
    {
        using StoppedStore store = await StoppedStore.MakeAsync(2);
        await using (ServerProcess server = await ServerProcess.StartAsync(store.Arguments)) server.Kill();

        (int code, JsonElement[] findings) = await ExamineAsync(store.Arguments, "--only", "index", "--only", "lock");

        Assert.Equal(0, code);
        Assert.Contains("2 instances", Of(findings, "index", "Ok"), StringComparison.Ordinal);
        Assert.Contains("A journal lies beside the index", Of(findings, "index", "Note"), StringComparison.Ordinal);
        Assert.Contains("The last stop was not a clean one", Of(findings, "index", "Note"), StringComparison.Ordinal);
        Assert.True(File.Exists(store.Index + "-wal"));
        Assert.Equal("No process has this store.", Of(findings, "lock", "Ok"));
    }

    [Fact]
    public async Task Port_of_another_program_is_a_problem()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        (int code, JsonElement[] findings) = await ExamineAsync([.. store.Arguments, $"--Http:Port={port}"], "--only", "ports");

        Assert.Equal(2, code);
        Assert.Contains($"Port {port} of 127.0.0.1 cannot be listened on", Of(findings, "ports", "Problem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_server_is_asked_and_not_disturbed()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        await using ServerProcess server = await ServerProcess.StartAsync(store.Arguments);

        (int code, JsonElement[] findings) = await ExamineAsync(
            store.Arguments, "--url", server.Url, "--only", "lock", "--only", "index", "--only", "ports", "--only", "server", "--only", "storage");

        Assert.Equal(0, code);
        Assert.Contains("A server runs on this store", Of(findings, "lock", "Ok"), StringComparison.Ordinal);
        Assert.Contains("every page looked at", Of(findings, "index", "Ok"), StringComparison.Ordinal);
        Assert.Contains($"{server.Url} answers", Of(findings, "server", "Ok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_does_not_answer_or_is_another_program_is_a_problem()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string url = $"http://{silent.LocalEndpoint}";
        silent.Stop();

        (int code, JsonElement[] findings) = await ExamineAsync([], "--only", "server", "--url", url);

        Assert.Equal(2, code);
        Assert.Contains($"{url} does not answer", Of(findings, "server", "Problem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_counts_what_was_found()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();

        (int code, string output, string _) = await Support.Cli.RunAsync(DoctorCommand.Create(TimeProvider.System), ["--only", "lock", .. store.Arguments]);

        Assert.Equal(0, code);
        Assert.Equal(["ok       lock           No process has this store.", "1 ok, 0 notes, 0 warnings, 0 problems", ""], output.Split(Environment.NewLine));
    }

    internal static async Task<(int Code, JsonElement[] Findings)> ExamineAsync(string[] settings, params string[] options)
    {
        (int code, string output, string _) = await Support.Cli.RunAsync(DoctorCommand.Create(TimeProvider.System), ["--json", .. options, .. settings]);
        return (code, Findings(output));
    }

    internal static JsonElement[] Findings(string json) => [.. JsonDocument.Parse(json).RootElement.GetProperty("Findings").EnumerateArray()];

    internal static string Of(JsonElement[] findings, string check, string severity) => string.Join(
        '\n', findings.Where(finding => Check(finding) == check && Severity(finding) == severity).Select(finding => finding.GetProperty("Found").GetString()));

    private static string Check(JsonElement finding) => finding.GetProperty("Check").GetString()!;

    private static string Severity(JsonElement finding) => finding.GetProperty("Severity").GetString()!;

    private static (string, long, DateTime)[] Files(StoppedStore store) =>
        [.. Directory.EnumerateFiles(store.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (file, new FileInfo(file).Length, File.GetLastWriteTimeUtc(file)))];
}
