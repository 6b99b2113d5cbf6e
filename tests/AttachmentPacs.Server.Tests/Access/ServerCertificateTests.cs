using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access.Tls;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Certificates are taken anew when their files change, and only if they can be used.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new();
    private readonly ManualTime _time = new() { Now = TimeProvider.System.GetUtcNow() };
    private readonly RecordingLog<ServerCertificateTests> _log = new();
    private readonly HttpOptions _options;

    public ServerCertificateTests()
    {
        _options = new HttpOptions { Certificate = _folder.Combine("server.pem"), CertificateKey = _folder.Combine("server.key") };
        _certificates.WritePem(_folder.Path, "first");
    }

    [Fact]
    public void Files_that_change_are_read_after_a_second()
    {
        ServerCertificate certificate = Load();
        Replace("second");
        Assert.Equal("CN=first", SubjectOf(certificate));

        _time.Now += TimeSpan.FromSeconds(1);

        Assert.Equal("CN=second", SubjectOf(certificate));
        Assert.Equal([2025, 2025], _log.Lines.Select(line => line.Number));
    }

    [Fact]
    public void Files_that_do_not_fit_together_leave_the_one_before_and_say_so_once()
    {
        ServerCertificate certificate = Load();
        byte[] oldKey = File.ReadAllBytes(_options.CertificateKey);
        Replace("second");
        byte[] newKey = File.ReadAllBytes(_options.CertificateKey);
        Write(_options.CertificateKey, oldKey);

        for (int i = 0; i < 3; i++)
        {
            _time.Now += TimeSpan.FromSeconds(1);
            Assert.Equal("CN=first", SubjectOf(certificate));
        }

        (_, LogLevel level, string text) = Assert.Single(_log.Lines, line => line.Number == 2026);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains(_options.CertificateKey, text, StringComparison.Ordinal);

        Write(_options.CertificateKey, newKey);
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("CN=second", SubjectOf(certificate));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public void File_that_is_half_written_or_gone_leaves_the_one_before(int length)
    {
        ServerCertificate certificate = Load();
        byte[] whole = File.ReadAllBytes(_options.Certificate);
        if (length < 0) File.Delete(_options.Certificate);
        else Write(_options.Certificate, whole[..length]);
        _time.Now += TimeSpan.FromSeconds(1);

        Assert.Equal("CN=first", SubjectOf(certificate));

        Assert.Contains(_log.Lines, line => line.Number == 2026);
    }

    [Fact]
    public void Links_that_are_turned_to_other_files_are_a_change()
    {
        string archive = Directory.CreateDirectory(_folder.Combine("archive")).FullName;
        foreach (string name in (string[])["first", "second"])
        {
            _certificates.WritePem(Directory.CreateDirectory(Path.Combine(archive, name)).FullName, name);
        }

        Turn("first");
        ServerCertificate certificate = Load();
        Turn("second");
        _time.Now += TimeSpan.FromSeconds(1);

        Assert.Equal("CN=second", SubjectOf(certificate));

        void Turn(string name)
        {
            foreach (string file in (string[])[_options.Certificate, _options.CertificateKey])
            {
                File.Delete(file);
                File.CreateSymbolicLink(file, Path.Combine("archive", name, Path.GetFileName(file)));
            }
        }
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(13, 2027)]
    [InlineData(-1, 2028)]
    public void End_of_a_certificate_is_told_at_the_start_and_each_day(int days, int expected)
    {
        _certificates.WritePem(_folder.Path, "ending", TimeSpan.FromDays(days) + TimeSpan.FromHours(1));
        ServerCertificate certificate = Load();
        int[] first = [.. _log.Lines.Select(line => line.Number)];
        certificate.Current();
        _time.Now += TimeSpan.FromDays(1);
        certificate.Current();

        Assert.Equal(expected == 0 ? [2025] : [2025, expected], first);
        Assert.Equal(expected == 2028 ? 2028 : expected == 2027 ? 2027 : 0, _log.Lines.Skip(first.Length).Select(line => line.Number).FirstOrDefault());
    }

    [Fact]
    public void Certificate_without_its_key_is_refused_with_file_and_cause()
    {
        File.WriteAllText(_options.CertificateKey, "no key");

        IOException e = Assert.Throws<IOException>(Load);

        Assert.StartsWith($"Http:Certificate {_options.Certificate} with the key in Http:CertificateKey {_options.CertificateKey} cannot be used: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_password_is_refused()
    {
        _certificates.WritePkcs12(_folder.Path, "p12", "right");
        _options.Certificate = _folder.Combine("server.p12");
        _options.CertificateKey = "";
        _options.CertificatePassword = "wrong";

        Assert.Contains(_options.Certificate, Assert.Throws<IOException>(Load).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    private ServerCertificate Load() => new(CertificateSource.Of(_options), _time, _log);

    private static string SubjectOf(ServerCertificate certificate) => certificate.Current().TargetCertificate.Subject;

    private void Replace(string name)
    {
        _certificates.WritePem(_folder.Path, name);
        Later(_options.Certificate);
        Later(_options.CertificateKey);
    }

    private static void Write(string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        Later(file);
    }

    // Files written within one tick of the file system's clock must not look the same.
    private static void Later(string file) => File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) + TimeSpan.FromSeconds(File.ReadAllBytes(file).Sum(each => (long)each) % 1000));
}
