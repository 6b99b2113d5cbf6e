using System.Net;
using AttachmentPacs.Core.Access;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Core.Configuration;

/// <summary>What the types of options cannot say: ranges, dependencies, and parts that are not built yet.</summary>
internal static class OptionsCheck
{
    // Storage:DuplicatesBySource knows these doors.
    private static readonly string[] Sources = ["RestApi", "DicomProtocol", "Plugins", "Import"];

    public static void Check(ServerOptions options, List<string> problems)
    {
        void Require(bool isMet, string problem)
        {
            if (!isMet) problems.Add(problem);
        }

        Require(IPAddress.TryParse(options.Http.Address, out IPAddress? address), $"Http:Address is \"{options.Http.Address}\": expected an IP address");
        Require(
            address is null || IPAddress.IsLoopback(address) || options.Http.Users.Count > 0,
            $"Http:Address {options.Http.Address} can be reached from other machines, but Http:Users is empty: name users, or listen on 127.0.0.1 behind a reverse proxy that authenticates");
        Require(options.Http.Port is >= 0 and <= 65535, $"Http:Port is {options.Http.Port}: expected 0 to 65535");
        Require(
            options.Http.Certificate.Length > 0 || options.Http.CertificateKey.Length == 0,
            "Http:CertificateKey is set, but Http:Certificate is empty: name the certificate's file, too");
        Require(options.Http.LockOutAfter > 0, $"Http:LockOutAfter is {options.Http.LockOutAfter}: expected a positive number");
        Require(options.Http.LockOutAtMost >= TimeSpan.FromSeconds(1), $"Http:LockOutAtMost is {options.Http.LockOutAtMost}: expected 00:00:01 or more");
        Require(options.Http.MaxRequestLineBytes >= 1 << 10, $"Http:MaxRequestLineBytes is {options.Http.MaxRequestLineBytes}: expected 1024 bytes or more");
        Require(options.Http.MaxHeaderBytes >= 1 << 10, $"Http:MaxHeaderBytes is {options.Http.MaxHeaderBytes}: expected 1024 bytes or more");
        Require(options.Http.MaxBodyBytes > 0, $"Http:MaxBodyBytes is {options.Http.MaxBodyBytes}: expected a positive number of bytes");
        DicomOptionsCheck.Check(options.Dicom, Require);
        Require(options.Storage.Directory.Length > 0, "Storage:Directory is empty: expected a path");
        Require(options.Storage.CollectAfter >= TimeSpan.Zero, $"Storage:CollectAfter is {options.Storage.CollectAfter}: expected no negative time");
        Require(options.Storage.CollectEvery > TimeSpan.Zero, $"Storage:CollectEvery is {options.Storage.CollectEvery}: expected a positive time");
        Require(options.Storage.MaximumSize >= 0, $"Storage:MaximumSize is {options.Storage.MaximumSize}: expected bytes, or 0 for no limit");
        Require(options.Storage.MaximumPatients >= 0, $"Storage:MaximumPatients is {options.Storage.MaximumPatients}: expected a number of patients, or 0 for no limit");
        Require(options.Storage.KeptContents >= 0, $"Storage:KeptContents is {options.Storage.KeptContents}: expected bytes, or 0 to keep none in memory");
        Require(options.Storage.MinimumFreeSpace >= 0, $"Storage:MinimumFreeSpace is {options.Storage.MinimumFreeSpace}: expected bytes, or 0 for no floor");
        Require(
            options.Stable.Age > TimeSpan.Zero && options.Stable.Age <= TimeSpan.FromDays(30),
            $"Stable:Age is {options.Stable.Age}: expected more than 0 and at most 30 days");
        Require(options.Changes.MaxPage > 0, $"Changes:MaxPage is {options.Changes.MaxPage}: expected a positive number");
        Require(options.Limits.SequenceDepth is > 0 and <= 255, $"Limits:SequenceDepth is {options.Limits.SequenceDepth}: expected 1 to 255");
        Require(options.Limits.Elements > 0, $"Limits:Elements is {options.Limits.Elements}: expected a positive number");
        Require(options.Limits.KeptHead >= 1 << 20, $"Limits:KeptHead is {options.Limits.KeptHead}: expected 1048576 bytes or more");
        Require(options.Limits.IngestBytes >= 1 << 20, $"Limits:IngestBytes is {options.Limits.IngestBytes}: expected 1048576 bytes or more");
        Require(options.Limits.InflationRatio > 0, $"Limits:InflationRatio is {options.Limits.InflationRatio}: expected a positive number");
        Require(options.Limits.ZipEntries > 0, $"Limits:ZipEntries is {options.Limits.ZipEntries}: expected a positive number");
        Require(options.Limits.JsonBytes > 0, $"Limits:JsonBytes is {options.Limits.JsonBytes}: expected a positive number of bytes");
        Require(options.Limits.MetadataBytes > 0, $"Limits:MetadataBytes is {options.Limits.MetadataBytes}: expected a positive number of bytes");
        Require(IsAvailable(options.Storage.Compression), $"Storage:Compression is {options.Storage.Compression}, but its library is not on this machine: install liblz4-1 or libzstd1, or choose None");
        foreach ((string name, ContentTypeOptions type) in options.UserContentTypes)
        {
            Require(AttachmentType.IsUser(type.Id), $"UserContentTypes:{name}:Id is {type.Id}: expected 1024 to 65535");
            Require(IsName(name), $"UserContentTypes:{name}: a name must not be a number, nor hold a slash");
        }

        foreach ((string name, int id) in options.UserMetadata)
        {
            Require(MetadataType.IsUser(id), $"UserMetadata:{name} is {id}: expected 1024 to 65535");
            Require(IsName(name), $"UserMetadata:{name}: a name must not be a number, nor hold a slash");
        }

        Require(options.UserContentTypes.Values.DistinctBy(type => type.Id).Count() == options.UserContentTypes.Count, "UserContentTypes gives two names to one Id");
        Require(options.UserMetadata.Values.Distinct().Count() == options.UserMetadata.Count, "UserMetadata gives two names to one number");
        CheckUsers(options.Http, Require);
        foreach (string source in options.Storage.DuplicatesBySource.Keys)
        {
            Require(
                Sources.Contains(source, StringComparer.OrdinalIgnoreCase) || source.StartsWith("user:", StringComparison.Ordinal) || source.StartsWith("aet:", StringComparison.Ordinal),
                $"Storage:DuplicatesBySource:{source} is no source: expected {string.Join(", ", Sources)}, user:NAME or aet:TITLE");
        }

        Require(options.Dicom.CommitmentReports > 0, $"Dicom:CommitmentReports is {options.Dicom.CommitmentReports}: expected a positive number");
        Require(options.Dicom.CommitmentRetryFor > TimeSpan.Zero, $"Dicom:CommitmentRetryFor is {options.Dicom.CommitmentRetryFor}: expected a positive time");
        Require(options.Dicom.CommitmentWaitFor > TimeSpan.Zero, $"Dicom:CommitmentWaitFor is {options.Dicom.CommitmentWaitFor}: expected a positive time");
        Require(options.Dicom.CommitmentStay >= TimeSpan.Zero && options.Dicom.CommitmentStay <= TimeSpan.FromMinutes(1), $"Dicom:CommitmentStay is {options.Dicom.CommitmentStay}: expected 0 to 1 minute");
        AcceptCheck.Check(options.Accept, Require);
        WebhookCheck.Check(options.Webhooks, Require);
        CheckTelemetry(options.Telemetry, Require);
        CheckPlugins(options.Plugins, Require);
        CheckUnbuilt(options, Require);
    }

    private static void CheckPlugins(PluginsOptions plugins, Action<bool, string> require)
    {
        // The longest time of a timer, for both.
        TimeSpan longest = TimeSpan.FromDays(1);
        require(plugins.Timeout > TimeSpan.Zero && plugins.Timeout <= longest, $"Plugins:Timeout is {plugins.Timeout}: expected a positive time of at most a day");
        require(
            plugins.BackgroundTimeout > TimeSpan.Zero && plugins.BackgroundTimeout <= longest,
            $"Plugins:BackgroundTimeout is {plugins.BackgroundTimeout}: expected a positive time of at most a day");
    }

    private static void CheckUsers(HttpOptions http, Action<bool, string> require)
    {
        foreach ((string name, UserOptions user) in http.Users)
        {
            require(
                user.PasswordHash.Length + user.Password.Length + user.ApiKeyHashes.Count > 0,
                $"Http:Users:{name} has neither PasswordHash nor ApiKeyHashes: make one with apacs hash-password");
            require(user.PasswordHash.Length == 0 || user.Password.Length == 0, $"Http:Users:{name} has both PasswordHash and Password: keep the hash");
            require(user.Roles.Count > 0, $"Http:Users:{name}:Roles is empty: expected some of {string.Join(", ", Enum.GetNames<Role>())}");
            require(
                user.PasswordHash.Length == 0 || PasswordHashing.IsHash(user.PasswordHash),
                $"Http:Users:{name}:PasswordHash is no hash of a password: make one with apacs hash-password");
            require(
                user.ApiKeyHashes.TrueForAll(ApiKey.IsHash),
                $"Http:Users:{name}:ApiKeyHashes holds what is no hash of an API key: make one with apacs hash-password --api-key");
            foreach (string scope in user.Scopes)
            {
                require(scope.StartsWith('/'), $"Http:Users:{name}:Scopes holds \"{scope}\": expected a path from the root, as in /studies");
            }

            // HTTP Basic ends the name at the first colon (RFC 7617 2).
            require(name.Length > 0 && !name.Contains(':', StringComparison.Ordinal), $"Http:Users:{name}: a name must not be empty, nor hold a colon");
        }

        require(
            http.Users.Values.SelectMany(user => user.ApiKeyHashes).Distinct().Count() == http.Users.Values.Sum(user => user.ApiKeyHashes.Count),
            "Http:Users gives one API key twice: make one for each with apacs hash-password --api-key");
    }

    private static void CheckTelemetry(TelemetryOptions telemetry, Action<bool, string> require)
    {
        bool isAddress = Uri.TryCreate(telemetry.OtlpEndpoint, UriKind.Absolute, out Uri? endpoint)
            && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps);
        require(
            telemetry.OtlpEndpoint.Length == 0 || isAddress,
            $"Telemetry:OtlpEndpoint is \"{telemetry.OtlpEndpoint}\": expected an http or https address, as in http://127.0.0.1:4317, or nothing");
        require(
            telemetry.OtlpHeaders.Length == 0 || telemetry.OtlpHeaders.Split(',').All(header => header.IndexOf('=', StringComparison.Ordinal) > 0),
            "Telemetry:OtlpHeaders is no list of headers: expected name=value, several separated by commas");
    }

    private static void CheckUnbuilt(ServerOptions options, Action<bool, string> require)
    {
        require(options.Database.Type == DatabaseType.Sqlite, "Database:Type is PostgreSql, which is not built yet: use Sqlite");
    }

    private static bool IsName(string name) => !int.TryParse(name, out _) && !name.Contains('/', StringComparison.Ordinal);

    private static bool IsAvailable(Compression compression) => compression switch
    {
        Compression.Lz4 => CodecSupport.IsAvailable(Codec.Lz4),
        Compression.Zstd or Compression.Auto => CodecSupport.IsAvailable(Codec.Zstd),
        _ => true,
    };
}
