using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AttachmentPacs.Cli.Doctor;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Cli.Tests.Doctor;

/// <summary>Users, modes, disks, the clock and certificates.</summary>
public class MachineTests(ITestOutputHelper output)
{
    private const string NotAllowed = "Only root on Linux can be another user or mount a disk: nothing was tested here.";

    [Fact]
    public async Task Modes_that_are_too_open_are_warnings_that_name_the_command()
    {
        if (OperatingSystem.IsWindows()) return;
        using StoppedStore store = await StoppedStore.MakeAsync();
        File.SetUnixFileMode(store.Index, File.GetUnixFileMode(store.Index) | UnixFileMode.OtherRead);
        File.SetUnixFileMode(store.Storage, File.GetUnixFileMode(store.Storage) | UnixFileMode.GroupWrite);

        (int code, JsonElement[] findings) = await DoctorTests.ExamineAsync(store.Arguments, "--only", "storage");

        Assert.Equal(1, code);
        Assert.Equal($"{store.Storage} has mode 0770.\n{store.Index} has mode 0644.", DoctorTests.Of(findings, "storage", "Warning"));
        Assert.Contains(findings, finding => finding.GetProperty("Next").GetString() == $"chmod 0640 {store.Index}");
    }

    [Fact]
    public async Task Store_of_the_service_is_sound_for_its_user_and_out_of_reach_for_another()
    {
        if (OperatingSystem.IsWindows() || !Programs.CanBeOthers)
        {
            output.WriteLine(NotAllowed);
            return;
        }

        using StoppedStore store = await StoppedStore.MakeAsync();
        File.SetUnixFileMode(store.Folder, (UnixFileMode)0b111_101_101);
        (int before, string refused) = await Programs.ApacsAsync(Programs.AsNobody, ["doctor", "--json", "--only", "storage", "--only", "index", "--only", "lock", .. store.Arguments]);
        Assert.Equal(0, (await Programs.RunAsync("chown", "-R", "65534:65534", store.Storage, store.Index)).Code);
        (int after, string sound) = await Programs.ApacsAsync(Programs.AsNobody, ["doctor", "--json", "--only", "storage", "--only", "lock", .. store.Arguments]);
        (int asRoot, JsonElement[] findings) = await DoctorTests.ExamineAsync(store.Arguments, "--only", "storage", "--only", "index");

        Assert.Equal(2, before);
        Assert.Contains($" may not write {store.Storage}", DoctorTests.Of(DoctorTests.Findings(refused), "storage", "Problem"), StringComparison.Ordinal);
        Assert.Contains("cannot be seen", DoctorTests.Of(DoctorTests.Findings(refused), "lock", "Warning"), StringComparison.Ordinal);
        Assert.True(after == 0, sound);
        Assert.Equal(0, asRoot);
        Assert.Contains("is there; owner and modes", DoctorTests.Of(findings, "storage", "Ok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_that_root_has_made_beside_the_service_s_storage_is_a_problem()
    {
        if (OperatingSystem.IsWindows() || !Programs.CanBeOthers)
        {
            output.WriteLine(NotAllowed);
            return;
        }

        using StoppedStore store = await StoppedStore.MakeAsync();
        Assert.Equal(0, (await Programs.RunAsync("chown", "-R", "65534:65534", store.Storage)).Code);

        (int code, JsonElement[] findings) = await DoctorTests.ExamineAsync(store.Arguments, "--only", "storage");

        Assert.Equal(2, code);
        Assert.Equal($"{store.Storage} belongs to nobody, but not so {store.Index} (root).", DoctorTests.Of(findings, "storage", "Problem"));
    }

    [Fact]
    public async Task Small_disk_in_memory_is_full_volatile_and_another_one_than_the_drafts()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        string drafts = Path.Combine(store.Storage, "drafts");
        if (!Programs.CanBeOthers || (await Programs.RunAsync("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=500,mode=0750", "tmpfs", drafts)).Code != 0)
        {
            output.WriteLine(NotAllowed);
            return;
        }

        try
        {
            (int parts, JsonElement[] split) = await DoctorTests.ExamineAsync(store.Arguments, "--only", "storage");
            (int disk, JsonElement[] small) = await DoctorTests.ExamineAsync([.. store.Arguments, $"--Storage:Directory={drafts}", "--Storage:MinimumFreeSpace=2000000"], "--only", "disk");

            Assert.Equal((2, 2), (parts, disk));
            Assert.Contains($"{drafts}: on another file system", DoctorTests.Of(split, "storage", "Problem"), StringComparison.Ordinal);
            Assert.Contains("type tmpfs", DoctorTests.Of(small, "disk", "Warning"), StringComparison.Ordinal);
            Assert.Contains("less than the floor", DoctorTests.Of(small, "disk", "Problem"), StringComparison.Ordinal);
            Assert.Contains("more files can be made", DoctorTests.Of(small, "disk", "Problem"), StringComparison.Ordinal);
        }
        finally
        {
            Assert.Equal(0, (await Programs.RunAsync("umount", drafts)).Code);
        }
    }

    [Fact]
    public async Task Clock_before_the_index_was_written_is_a_problem()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        var time = new ManualTime { Now = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero) };

        (int code, string report, string _) = await Support.Cli.RunAsync(DoctorCommand.Create(time), ["--only", "clock", .. store.Arguments]);

        Assert.Equal(2, code);
        Assert.Contains("The clock shows 2020-01-01 00:00:00Z, which is before ", report, StringComparison.Ordinal);
        Assert.Contains(store.Index, report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 0, "Ok", "has its key and is valid until")]
    [InlineData(10, 1, "Warning", "only")]
    [InlineData(-1, 2, "Problem", "was valid until")]
    public async Task Certificate_is_judged_by_its_end(int days, int expected, string severity, string words)
    {
        using var folder = new TemporaryFolder();
        (string file, string key) = await CertificateAsync(folder, "own", days);

        (int code, JsonElement[] findings) = await DoctorTests.ExamineAsync([$"--Http:Certificate={file}", $"--Http:CertificateKey={key}"], "--only", "certificate");

        Assert.Equal(expected, code);
        Assert.Contains(words, DoctorTests.Of(findings, "certificate", severity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_with_another_one_s_key_or_that_is_not_there_is_a_problem()
    {
        using var folder = new TemporaryFolder();
        (string file, string _) = await CertificateAsync(folder, "own", 400);
        (string _, string key) = await CertificateAsync(folder, "other", 400);

        (int wrong, JsonElement[] findings) = await DoctorTests.ExamineAsync([$"--Http:Certificate={file}", $"--Http:CertificateKey={key}"], "--only", "certificate");
        (int missing, JsonElement[] _) = await DoctorTests.ExamineAsync(["--Http:Certificate=/nowhere/cert.pem"], "--only", "certificate");

        Assert.Equal((2, 2), (wrong, missing));
        Assert.Contains($"The certificate {file} cannot be used", DoctorTests.Of(findings, "certificate", "Problem"), StringComparison.Ordinal);
    }

    private static async Task<(string File, string Key)> CertificateAsync(TemporaryFolder folder, string name, int days)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=pacs.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(days));
        await File.WriteAllTextAsync(folder.Combine($"{name}.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(folder.Combine($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        return (folder.Combine($"{name}.pem"), folder.Combine($"{name}.key"));
    }
}
