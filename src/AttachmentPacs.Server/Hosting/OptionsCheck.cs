using System.Net;
using AttachmentPacs.Core;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Server.Hosting;

/// <summary>What the types of options cannot say: ranges, dependencies, and parts that are not built yet.</summary>
internal static class OptionsCheck
{
    public static void Check(ServerOptions options, List<string> problems)
    {
        void Require(bool isMet, string problem)
        {
            if (!isMet) problems.Add(problem);
        }

        Require(IPAddress.TryParse(options.Http.Address, out IPAddress? address), $"Http:Address is \"{options.Http.Address}\": expected an IP address");
        Require(
            address is null || IPAddress.IsLoopback(address) || options.Http.Users.Count > 0,
            $"Http:Address {options.Http.Address} can be reached from other machines, but Http:Users is empty: listen on 127.0.0.1, behind a reverse proxy that authenticates");
        Require(options.Http.Port is >= 0 and <= 65535, $"Http:Port is {options.Http.Port}: expected 0 to 65535");
        Require(options.Http.MaxBodyBytes > 0, $"Http:MaxBodyBytes is {options.Http.MaxBodyBytes}: expected a positive number of bytes");
        Require(options.Dicom.AeTitle.Length is > 0 and <= 16, $"Dicom:AeTitle is \"{options.Dicom.AeTitle}\": expected 1 to 16 characters");
        Require(options.Storage.Directory.Length > 0, "Storage:Directory is empty: expected a path");
        Require(options.Storage.CollectAfter >= TimeSpan.Zero, $"Storage:CollectAfter is {options.Storage.CollectAfter}: expected no negative time");
        Require(options.Storage.CollectEvery > TimeSpan.Zero, $"Storage:CollectEvery is {options.Storage.CollectEvery}: expected a positive time");
        Require(options.Storage.MinimumFreeSpace >= 0, $"Storage:MinimumFreeSpace is {options.Storage.MinimumFreeSpace}: expected bytes, or 0 for no floor");
        Require(options.Changes.MaxPage > 0, $"Changes:MaxPage is {options.Changes.MaxPage}: expected a positive number");
        Require(options.Limits.SequenceDepth is > 0 and <= 255, $"Limits:SequenceDepth is {options.Limits.SequenceDepth}: expected 1 to 255");
        Require(options.Limits.Elements > 0, $"Limits:Elements is {options.Limits.Elements}: expected a positive number");
        Require(options.Limits.KeptHead >= 1 << 20, $"Limits:KeptHead is {options.Limits.KeptHead}: expected 1048576 bytes or more");
        Require(options.Limits.IngestBytes >= 1 << 20, $"Limits:IngestBytes is {options.Limits.IngestBytes}: expected 1048576 bytes or more");
        Require(options.Limits.InflationRatio > 0, $"Limits:InflationRatio is {options.Limits.InflationRatio}: expected a positive number");
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
        CheckUnbuilt(options, Require);
    }

    private static void CheckUnbuilt(ServerOptions options, Action<bool, string> require)
    {
        require(options.Http.Users.Count == 0, "Http:Users is set, but users are not built yet: leave it empty and listen on 127.0.0.1");
        require(options.Http.Certificate.Length == 0, "Http:Certificate is set, but TLS is not built yet: leave it empty");
        require(!options.Dicom.Enabled, "Dicom:Enabled is true, but the DIMSE door is not built yet: leave it false");
        require(options.Database.Type == DatabaseType.Sqlite, "Database:Type is PostgreSql, which is not built yet: use Sqlite");
        require(options.Storage.MaximumSize == 0, "Storage:MaximumSize is set, but quotas are not built yet: leave it 0");
        require(options.Storage.MaximumPatients == 0, "Storage:MaximumPatients is set, but quotas are not built yet: leave it 0");
        require(options.Plugins.Directory.Length == 0, "Plugins:Directory is set, but plugins are not built yet: leave it empty");
    }

    private static bool IsName(string name) => !int.TryParse(name, out _) && !name.Contains('/', StringComparison.Ordinal);

    private static bool IsAvailable(Compression compression) => compression switch
    {
        Compression.Lz4 => CodecSupport.IsAvailable(Codec.Lz4),
        Compression.Zstd or Compression.Auto => CodecSupport.IsAvailable(Codec.Zstd),
        _ => true,
    };
}
