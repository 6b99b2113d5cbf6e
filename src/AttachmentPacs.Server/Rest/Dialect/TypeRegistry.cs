using System.Globalization;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>A user's content type: its number and media type.</summary>
internal sealed record UserContentType(int Id, string MediaType);

/// <summary>
/// The names of attachments and metadata and their numbers (contract 1.2 to 1.4). Any number stands for itself; one without a name is shown
/// as its decimal digits.
/// </summary>
internal sealed class TypeRegistry
{
    private static readonly Dictionary<int, string> SystemContents = new()
    {
        [1] = "dicom", [2] = "dicom-as-json", [3] = "dicom-until-pixel-data",
    };

    private static readonly Dictionary<int, string> SystemMetadata = new()
    {
        [1] = "IndexInSeries", [2] = "ReceptionDate", [3] = "RemoteAET", [4] = "ExpectedNumberOfInstances", [5] = "ModifiedFrom",
        [6] = "AnonymizedFrom", [7] = "LastUpdate", [8] = "Origin", [9] = "TransferSyntax", [10] = "SopClassUid", [11] = "RemoteIP",
        [12] = "CalledAET", [13] = "HttpUsername", [14] = "PixelDataOffset", [15] = "MainDicomTagsSignature", [16] = "MainDicomSequences",
        [17] = "PixelDataVR",
    };

    private readonly NameTable _contents;
    private readonly NameTable _metadata;
    private readonly Dictionary<int, string> _mediaTypes = new() { [1] = "application/dicom", [2] = JsonAnswer.MediaType, [3] = "application/dicom" };

    public TypeRegistry(IReadOnlyDictionary<string, UserContentType> contents, IReadOnlyDictionary<string, int> metadata)
    {
        _contents = new NameTable(SystemContents, contents.ToDictionary(each => each.Key, each => each.Value.Id));
        _metadata = new NameTable(SystemMetadata, metadata);
        UserMetadata = metadata;
        foreach (UserContentType type in contents.Values) _mediaTypes[type.Id] = type.MediaType;
    }

    /// <summary>The names of a configuration and its plugins.</summary>
    /// <exception cref="PluginException">A plugin's clash with others.</exception>
    public static TypeRegistry Of(ServerOptions options, PluginSet plugins) => new(
        PluginNames.Attachments(options, plugins, SystemContents.Values).ToDictionary(type => type.Key, type => new UserContentType(type.Value.Id, type.Value.MediaType)),
        PluginNames.Metadata(options, plugins, SystemMetadata.Values));

    /// <summary>Registered metadata of the site and its plugins.</summary>
    public IReadOnlyDictionary<string, int> UserMetadata { get; }

    /// <summary>Name of a content type.</summary>
    public string ContentName(int type) => _contents.Name(type);

    /// <summary>Name of a metadata.</summary>
    public string MetadataName(int type) => _metadata.Name(type);

    /// <summary>Media type of a content type.</summary>
    public string MediaType(int type) => _mediaTypes.GetValueOrDefault(type, "application/octet-stream");

    /// <summary>Number of a content type.</summary>
    /// <exception cref="RestException">Neither a registered name nor a number: 404.</exception>
    public int Content(string name) => _contents.Number(name, "attachment", "UserContentTypes");

    /// <summary>Number of a metadata.</summary>
    /// <exception cref="RestException">Neither a registered name nor a number: 404.</exception>
    public int Metadata(string name) => _metadata.Number(name, "metadata", "UserMetadata");

    private sealed class NameTable
    {
        private readonly Dictionary<int, string> _names;
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public NameTable(Dictionary<int, string> system, IReadOnlyDictionary<string, int> user)
        {
            _names = new Dictionary<int, string>(system);
            foreach ((string name, int number) in user) _names[number] = name;
            foreach ((int number, string name) in _names) _numbers[name] = number;
        }

        public string Name(int number) => _names.GetValueOrDefault(number) ?? number.ToString(CultureInfo.InvariantCulture);

        public int Number(string name, string what, string section) =>
            _numbers.TryGetValue(name, out int number) || (int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
                    && name == number.ToString(CultureInfo.InvariantCulture))
                ? number
                : throw new RestException(
                    OrthancError.InexistentItem, $"There is no {what} named \"{name}\": register it under {section}, or use its number");
    }
}
