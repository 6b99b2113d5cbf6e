using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Configuration;

namespace AttachmentPacs.Core.Tests.Configuration;

/// <summary>The configuration says everything that is wrong with it at once, and appsettings.json lists all of it.</summary>
public class OptionsTests
{
    [Fact]
    public void Single_value_where_a_list_is_wanted_is_told_how_to_write_it() =>
        Assert.Equal(
            ["Accept:RequiredTags is \"PatientID\": expected a list, as [ \"PatientID\" ] in JSON or Accept:RequiredTags:0=PatientID"],
            Load("Accept:RequiredTags=PatientID"));

    [Fact]
    public void Unknown_keys_and_unreadable_values_are_all_reported_with_what_is_allowed()
    {
        IReadOnlyList<string> problems = Load(
            "Http:Prot=1", "Http:Port=high", "Storage:Md5=maybe", "Storage:CollectAfter=soon", "Storage:Compression=rar", "Storage:MaximumSize=1.5", "Zork=1", "Http=8042");

        Assert.Equal(
            [
                "Http is \"8042\": expected an object with keys of its own",
                "Storage:CollectAfter is \"soon\": expected a time as hours:minutes:seconds",
                "Storage:Compression is \"rar\": expected one of None, Zlib, Lz4, Zstd, Auto",
                "Storage:MaximumSize is \"1.5\": expected a whole number",
                "Storage:Md5 is \"maybe\": expected true or false",
                "Zork is no key: allowed are Name, Http, Dicom, Accept, Storage, Database, UserContentTypes, UserMetadata, Changes, Stable, Webhooks, Limits, Plugins, Telemetry, Logging",
            ],
            problems);
        Assert.Equal(
            ["Http:Port is \"high\": expected a whole number", "Http:Prot is no key: allowed are Address, Port, Hosts, Users, Certificate, CertificateKey, CertificatePassword, LockOutAfter, LockOutAtMost, OrthancQuirks, CheckRevisions, MaxBodyBytes, MaxRequestLineBytes, MaxHeaderBytes"],
            Load("Http:Prot=1", "Http:Port=high"));
    }

    [Theory]
    [InlineData("Storage:MaximumMode=Recycle,Reject", "Storage:MaximumMode is \"Recycle,Reject\": expected one of Recycle, Reject")]
    [InlineData("Storage:Duplicates= replace", "Storage:Duplicates is \" replace\": expected one of Ignore, Reject, Replace")]
    [InlineData("Storage:CollectAfter=60", "Storage:CollectAfter is \"60\": expected a time as hours:minutes:seconds")]
    [InlineData("Storage:CollectAfter=24:00:00", "Storage:CollectAfter is \"24:00:00\": expected a time as hours:minutes:seconds")]
    public void Value_that_could_be_taken_for_another_is_refused(string setting, string problem) => Assert.Equal([problem], Load(setting));

    [Fact]
    public void Values_out_of_range_are_all_reported()
    {
        Assert.Equal(
            [
                "Http:Address is \"localhost\": expected an IP address",
                "Http:Port is 70000: expected 0 to 65535",
                "Http:MaxBodyBytes is 0: expected a positive number of bytes",
                "Dicom:AeTitle is \"SEVENTEEN LETTERS\": expected 1 to 16 characters of ASCII without backslash",
                "Storage:CollectAfter is -00:00:01: expected no negative time",
                "Storage:CollectEvery is 00:00:00: expected a positive time",
                "Storage:MaximumSize is -1: expected bytes, or 0 for no limit",
                "Storage:MaximumPatients is -2: expected a number of patients, or 0 for no limit",
                "Storage:KeptContents is -1: expected bytes, or 0 to keep none in memory",
                "Storage:MinimumFreeSpace is -1: expected bytes, or 0 for no floor",
                "Limits:SequenceDepth is 256: expected 1 to 255",
                "UserContentTypes:pdf:Id is 7: expected 1024 to 65535",
                "UserMetadata:5000: a name must not be a number, nor hold a slash",
            ],
            Load(
                "Http:Address=localhost", "Http:Port=70000", "Http:MaxBodyBytes=0", "Dicom:AeTitle=SEVENTEEN LETTERS", "Storage:CollectAfter=-00:00:01",
                "Storage:CollectEvery=00:00:00", "Storage:KeptContents=-1", "Storage:MinimumFreeSpace=-1", "Storage:MaximumSize=-1", "Storage:MaximumPatients=-2", "Limits:SequenceDepth=256", "UserContentTypes:pdf:Id=7", "UserMetadata:5000=5000"));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.1")]
    [InlineData("::")]
    public void Address_that_others_can_reach_is_refused_without_users(string address)
    {
        string problem = Assert.Single(Load($"Http:Address={address}"));

        Assert.Equal(
            $"Http:Address {address} can be reached from other machines, but Http:Users is empty: name users, or listen on 127.0.0.1 behind a reverse proxy that authenticates", problem);
    }

    [Theory]
    [InlineData("Database:Type=PostgreSql", "Database:Type is PostgreSql, which is not built yet: use Sqlite")]
    public void Part_that_is_not_built_says_so_when_it_is_switched_on(string setting, string problem) => Assert.Equal([problem], Load(setting));

    [Theory]
    [InlineData("Http:Users:me:Roles:0=Read", "Http:Users:me has neither PasswordHash nor ApiKeyHashes: make one with apacs hash-password")]
    [InlineData("Http:Users:me:Password=x", "Http:Users:me:Roles is empty: expected some of Read, Write, Delete, Admin")]
    [InlineData("Storage:DuplicatesBySource:Fax=Reject", "Storage:DuplicatesBySource:Fax is no source: expected RestApi, DicomProtocol, Plugins, Import, user:NAME or aet:TITLE")]
    [InlineData("Http:CertificateKey=k.pem", "Http:CertificateKey is set, but Http:Certificate is empty: name the certificate's file, too")]
    [InlineData("Telemetry:OtlpEndpoint=collector", "Telemetry:OtlpEndpoint is \"collector\": expected an http or https address, as in http://127.0.0.1:4317, or nothing")]
    [InlineData("Telemetry:OtlpEndpoint=ftp://collector", "Telemetry:OtlpEndpoint is \"ftp://collector\": expected an http or https address, as in http://127.0.0.1:4317, or nothing")]
    [InlineData("Dicom:CommitmentReports=0", "Dicom:CommitmentReports is 0: expected a positive number")]
    [InlineData("Dicom:CommitmentRetryFor=00:00:00", "Dicom:CommitmentRetryFor is 00:00:00: expected a positive time")]
    [InlineData("Dicom:CommitmentWaitFor=-00:00:01", "Dicom:CommitmentWaitFor is -00:00:01: expected a positive time")]
    [InlineData("Dicom:CommitmentStay=00:02:00", "Dicom:CommitmentStay is 00:02:00: expected 0 to 1 minute")]
    [InlineData("Telemetry:OtlpHeaders=key", "Telemetry:OtlpHeaders is no list of headers: expected name=value, several separated by commas")]
    [InlineData("Webhooks:ris:Secret=", "Webhooks:ris:Url is no http or https address: expected one as in https://receiver.example/changes")]
    [InlineData("Webhooks:ris:Url=ftp://u:secret@host/", "Webhooks:ris:Url is no http or https address: expected one as in https://receiver.example/changes")]
    [InlineData("Webhooks:ris:Url=http://192.168.1.1/", "Webhooks:ris:Url sends to another machine without TLS: use https, or set Webhooks:ris:AllowInsecure=true if the network between is trusted")]
    [InlineData("Webhooks:r.s:Url=https://host/", "Webhooks:r.s: a name has 1 to 64 letters, digits, - and _")]
    [InlineData("Plugins:Timeout=00:00:00", "Plugins:Timeout is 00:00:00: expected a positive time of at most a day")]
    [InlineData("Plugins:BackgroundTimeout=2.00:00:00", "Plugins:BackgroundTimeout is 2.00:00:00: expected a positive time of at most a day")]
    [InlineData("Plugins:OnFailure=Pray", "Plugins:OnFailure is \"Pray\": expected one of Accept, Refuse")]
    public void Part_that_cannot_work_says_what_it_lacks(string setting, string problem) => Assert.Equal([problem], Load(setting));

    [Theory]
    [InlineData("Secret=23 characters are few..", "Secret is too short or no base64: expected whsec_ and 24 bytes or more in base64, as \"whsec_$(openssl rand -base64 32)\" makes it, or 24 characters or more")]
    [InlineData("Secret=whsec_no base64, and long enough otherwise", "Secret is too short or no base64: expected whsec_ and 24 bytes or more in base64, as \"whsec_$(openssl rand -base64 32)\" makes it, or 24 characters or more")]
    [InlineData("PreviousSecret=whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u", "PreviousSecret is set, but Secret is empty: set the new one, too")]
    [InlineData("MaxBatch=0", "MaxBatch is 0: expected 1 to 10000")]
    [InlineData("Timeout=00:10:01", "Timeout is 00:10:01: expected a positive time of at most 00:10:00")]
    [InlineData("CertificateAuthority=ca.pem", "CertificateAuthority is set, but Url is no https address: correct one of them")]
    [InlineData("Events:0=NewPacs", "Events:0 is \"NewPacs\": expected one of CompletedSeries, NewInstance, NewPatient, NewSeries, NewStudy, AnonymizedStudy, AnonymizedSeries, ModifiedStudy, ModifiedSeries, AnonymizedPatient, ModifiedPatient, StablePatient, StableStudy, StableSeries, UpdatedAttachment, UpdatedMetadata, Deleted")]
    public void Webhook_that_cannot_work_says_what_it_lacks(string setting, string problem) =>
        Assert.Equal([$"Webhooks:ris:{problem}"], Load("Webhooks:ris:Url=http://127.0.0.1/", $"Webhooks:ris:{setting}"));

    [Theory]
    [InlineData("Url=http://localhost:1/")]
    [InlineData("Url=http://[::1]:1/")]
    [InlineData("Url=https://receiver.example/")]
    [InlineData("Url=http://receiver.example/", "AllowInsecure=true")]
    [InlineData("Url=https://receiver.example/", "Secret=whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u", "PreviousSecret=24 characters of any sort")]
    public void Webhook_that_can_work_is_taken(params string[] settings) => Assert.Empty(Load([.. settings.Select(each => $"Webhooks:ris:{each}")]));

    [Fact]
    public void Dimse_door_that_cannot_work_is_told_all_at_once() => Assert.Equal(
        [
            "Dicom:Address is \"pacs\": expected an IP address",
            "Dicom:Port is 65536: expected 0 to 65535",
            "Dicom:MaxAssociations is 0: expected a positive number",
            "Dicom:MaxAssociationsPerAddress is -1: expected a positive number",
            "Dicom:MaxPduLength is 4095: expected 4096 to 16777216 bytes",
            "Dicom:ArtimTimeout is 00:00:00: expected more than 0 and at most 24 hours",
            "Dicom:DimseTimeout is 1.00:00:01: expected more than 0 and at most 24 hours",
            "Dicom:Tls:Enabled is true, but Dicom:Tls:Certificate is empty: name the certificate's file, too",
            "Dicom:Tls:CertificateKey is set, but Dicom:Tls:Certificate is empty: name the certificate's file, too",
            "Dicom:Modalities:c\\t is no name of a modality: expected 1 to 64 characters without slash, backslash and control characters, with no blank at either end",
            "Dicom:Modalities:c\\t:AeTitle is \"\": expected 1 to 16 characters of ASCII without backslash",
            "Dicom:Modalities:c\\t:Host is \"\": expected a host name or an IP address",
            "Dicom:Modalities:c\\t:Port is 0: expected 1 to 65535",
            "Dicom:Modalities:c\\t:Manufacturer is \"Acme\": expected one of Generic, GenericNoWildcardInDates, GenericNoUniversalWildcard, Vitrea, GE",
            "Dicom:Modalities:c\\t:Addresses holds \"10.0.0.1/8\": expected IP addresses, and networks as in 10.1.0.0/16",
            "Stable:Age is 00:00:00: expected more than 0 and at most 30 days",
        ],
        Load(
            "Dicom:Enabled=true", "Dicom:Address=pacs", "Dicom:Port=65536", "Dicom:MaxAssociations=0", "Dicom:MaxAssociationsPerAddress=-1", "Dicom:MaxPduLength=4095",
            "Dicom:ArtimTimeout=00:00:00", "Dicom:DimseTimeout=1.00:00:01", "Dicom:Tls:Enabled=true", "Dicom:Tls:CertificateKey=k.pem", "Dicom:Modalities:c\\t:Port=0",
            "Dicom:Modalities:c\\t:Manufacturer=Acme", "Dicom:Modalities:c\\t:Addresses:0=10.0.0.1/8", "Stable:Age=00:00:00"));

    [Theory]
    [InlineData("Dicom:Tls:RequireClientCertificate=true", "Dicom:Tls:RequireClientCertificate is true, but Dicom:Tls:Enabled is false: callers without TLS have no certificate")]
    [InlineData("Dicom:AeTitle=A\\B", "Dicom:AeTitle is \"A\\B\": expected 1 to 16 characters of ASCII without backslash")]
    [InlineData("Dicom:AlwaysAllowStore=perhaps", "Dicom:AlwaysAllowStore is \"perhaps\": expected true or false")]
    [InlineData("Dicom:AlwaysAllowStore:x=true", "Dicom:AlwaysAllowStore is \"\": expected one value, not an object")]
    public void Value_of_the_Dimse_door_is_checked(string setting, string problem) => Assert.Equal([problem], Load(setting));

    [Theory]
    [InlineData("Dicom:AlwaysAllowStore=", null)]
    [InlineData("Dicom:AlwaysAllowStore=true", true)]
    [InlineData("Dicom:AlwaysAllowStore=False", false)]
    [InlineData("Dicom:AeTitle=  PACS ", null)]
    public void Choice_may_be_left_open_and_blanks_around_a_title_are_not_kept(string setting, bool? expected)
    {
        (ServerOptions options, IConfiguration _, IReadOnlyList<string> problems) = OptionsLoader.Load([$"--{setting}"]);

        Assert.Empty(problems);
        Assert.Equal(expected, options.Dicom.AlwaysAllowStore);
        Assert.Equal(options.Dicom.AeTitle.Trim(), options.Dicom.AeTitle);
    }

    [Fact]
    public void User_whose_secrets_are_no_hashes_is_told_how_to_make_them() => Assert.Equal(
        [
            "Http:Users:me:PasswordHash is no hash of a password: make one with apacs hash-password",
            "Http:Users:me:ApiKeyHashes holds what is no hash of an API key: make one with apacs hash-password --api-key",
            "Http:Users gives one API key twice: make one for each with apacs hash-password --api-key",
        ],
        Load("Http:Users:me:PasswordHash=secret", "Http:Users:me:ApiKeyHashes:0=apacs_x", "Http:Users:me:ApiKeyHashes:1=apacs_x", "Http:Users:me:Roles:0=Read"));

    [Fact]
    public void Appsettings_at_the_root_list_every_key_with_its_default_and_no_other()
    {
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(CorpusFolder.Repository, "appsettings.json")));
        var defaults = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten("", new ServerOptions(), defaults);
        var listed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten("", written.RootElement, listed);

        // Levels are the logging library's own, not of a class here.
        foreach (string key in listed.Keys.Where(key => key.StartsWith("/Logging/LogLevel", StringComparison.Ordinal)).ToList()) listed.Remove(key);
        defaults.Remove("/Logging/LogLevel");

        Assert.Equal(defaults, listed);
    }

    [Fact]
    public void Sources_of_duplicates_may_hold_the_colon_that_separates_sections()
    {
        (ServerOptions options, IConfiguration _, IReadOnlyList<string> problems) = OptionsLoader.Load(
            ["--Storage:DuplicatesBySource:user:alice=replace", "--Storage:DuplicatesBySource:restapi=reject", "--Storage:DuplicatesBySource:aet:CT_1=Ignore"]);

        Assert.Empty(problems);
        Assert.Equal(["aet:CT_1", "restapi", "user:alice"], options.Storage.DuplicatesBySource.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(AttachmentPacs.Index.DuplicatePolicy.Replace, options.Storage.DuplicatesBySource["user:alice"]);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("--Http:Port")]
    public void Argument_that_is_no_setting_is_named(string argument) =>
        Assert.Equal([$"{argument} is no setting: expected --Key:Name=value, as in --Http:Port=18042"], OptionsLoader.Load(["--Name=x", argument]).Problems);

    [Fact]
    public void Value_may_be_an_argument_of_its_own()
    {
        (ServerOptions options, IConfiguration _, IReadOnlyList<string> problems) = OptionsLoader.Load(["--Http:Port", "18042", "--Name", "x"]);

        Assert.Empty(problems);
        Assert.Equal((18042, "x"), (options.Http.Port, options.Name));
    }

    [Fact]
    public void Command_line_wins_over_appsettings()
    {
        (ServerOptions options, IConfiguration _, IReadOnlyList<string> problems) = OptionsLoader.Load(["--Storage:Duplicates=replace", "--Http:Port=18042"]);

        Assert.Empty(problems);
        Assert.Equal((AttachmentPacs.Index.DuplicatePolicy.Replace, 18042), (options.Storage.Duplicates, options.Http.Port));
    }

    private static IReadOnlyList<string> Load(params string[] settings) => OptionsLoader.Load([.. settings.Select(each => $"--{each}")]).Problems;

    private static void Flatten(string path, object? value, SortedDictionary<string, string> into)
    {
        if (value is not null && value.GetType().Namespace == typeof(ServerOptions).Namespace && !value.GetType().IsEnum)
        {
            foreach (System.Reflection.PropertyInfo property in value.GetType().GetProperties()) Flatten($"{path}/{property.Name}", property.GetValue(value), into);
        }
        else
        {
            into[path] = JsonSerializer.Serialize(value is Enum ? value.ToString() : value);
        }
    }

    private static void Flatten(string path, JsonElement value, SortedDictionary<string, string> into)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any())
        {
            foreach (JsonProperty property in value.EnumerateObject()) Flatten($"{path}/{property.Name}", property.Value, into);
        }
        else
        {
            into[path] = value.GetRawText();
        }
    }
}
