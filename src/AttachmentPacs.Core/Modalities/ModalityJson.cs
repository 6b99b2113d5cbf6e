using System.Globalization;
using System.Text.Json;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Modalities;

/// <summary>
/// Modalities in the dialect's JSON (contract 1.13): what REST takes and answers, and what the index keeps. Storage commitment is one permission
/// here and has three keys there: for both of its messages (N-ACTION, N-EVENT-REPORT), and for each.
/// </summary>
public static class ModalityJson
{
    private const string AeTitleKey = "AET";

    private static readonly string[] Keys =
    [
        AeTitleKey, "Addresses", "AllowEcho", "AllowEventReport", "AllowFind", "AllowFindWorklist", "AllowGet", "AllowMove", "AllowNAction",
        "AllowStorageCommitment", "AllowStore", "AllowTranscoding", "Host", "LocalAet", "Manufacturer", "Port", "RetrieveMethod", "Timeout", "UseDicomTls",
    ];

    private static readonly string[] RetrieveMethods = [Modality.SystemDefault, "C-MOVE", "C-GET"];

    /// <summary>Reads <c>[AET, Host, Port, Manufacturer?]</c>, or an object with at least AET, Host and Port.</summary>
    /// <exception cref="InvalidDataException">It is none; says which key is wrong, and what is expected.</exception>
    public static Modality Read(string name, JsonElement json)
    {
        if (!ModalityRules.IsName(name)) throw new InvalidDataException($"\"{name}\" is no name of a modality: expected {ModalityRules.ExpectedName}");
        Fields fields = Fields.Of(json);
        var options = new ModalityOptions
        {
            AeTitle = fields.Text(AeTitleKey), Host = fields.Text("Host"), Port = fields.Number("Port"),
            Manufacturer = fields.Text("Manufacturer", Manufacturers.Generic), Addresses = fields.Texts("Addresses"),
            AllowEcho = fields.Flag("AllowEcho"), AllowStore = fields.Flag("AllowStore"),
            AllowStorageCommitment = fields.Flag("AllowStorageCommitment") && fields.Flag("AllowNAction") && fields.Flag("AllowEventReport"),
            UseDicomTls = fields.Flag("UseDicomTls", absent: false), LocalAet = fields.Text("LocalAet", ""), Timeout = TimeSpan.FromSeconds(fields.Number("Timeout", 0)),
        };
        string retrieve = fields.Text("RetrieveMethod", Modality.SystemDefault);
        List<string> problems = [.. ModalityRules.Problems("", AeTitleKey, options)];
        if (!RetrieveMethods.Contains(retrieve)) problems.Add($"RetrieveMethod is \"{retrieve}\": expected one of {string.Join(", ", RetrieveMethods)}");
        if (problems.Count > 0) throw new InvalidDataException(string.Join("; ", problems));
        return Modality.Of(name, options) with
        {
            AllowFind = fields.Flag("AllowFind"), AllowFindWorklist = fields.Flag("AllowFindWorklist"), AllowGet = fields.Flag("AllowGet"),
            AllowMove = fields.Flag("AllowMove"), AllowTranscoding = fields.Flag("AllowTranscoding"), RetrieveMethod = retrieve, IsConfigured = false,
        };
    }

    /// <summary>Writes the object, keys in the alphabet's order.</summary>
    public static void Write(Utf8JsonWriter json, Modality modality)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(modality);
        json.WriteStartObject();
        json.WriteString(AeTitleKey, modality.AeTitle);
        json.WriteStartArray("Addresses");
        foreach (AddressRange range in modality.Addresses) json.WriteStringValue(range.ToString());
        json.WriteEndArray();
        json.WriteBoolean("AllowEcho", modality.AllowEcho);
        json.WriteBoolean("AllowEventReport", modality.AllowStorageCommitment);
        json.WriteBoolean("AllowFind", modality.AllowFind);
        json.WriteBoolean("AllowFindWorklist", modality.AllowFindWorklist);
        json.WriteBoolean("AllowGet", modality.AllowGet);
        json.WriteBoolean("AllowMove", modality.AllowMove);
        json.WriteBoolean("AllowNAction", modality.AllowStorageCommitment);
        json.WriteBoolean("AllowStorageCommitment", modality.AllowStorageCommitment);
        json.WriteBoolean("AllowStore", modality.AllowStore);
        json.WriteBoolean("AllowTranscoding", modality.AllowTranscoding);
        json.WriteString("Host", modality.Host);
        json.WriteString("LocalAet", modality.LocalAet);
        json.WriteString("Manufacturer", modality.Manufacturer);
        json.WriteNumber("Port", modality.Port);
        json.WriteString("RetrieveMethod", modality.RetrieveMethod);
        json.WriteNumber("Timeout", (long)Math.Ceiling(modality.Timeout.TotalSeconds));
        json.WriteBoolean("UseDicomTls", modality.UseDicomTls);
        json.WriteEndObject();
    }

    /// <summary>The values by key, whichever form they came in.</summary>
    private sealed class Fields
    {
        private readonly Dictionary<string, JsonElement> _values = [];

        public static Fields Of(JsonElement json)
        {
            var fields = new Fields();
            if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() is 3 or 4)
            {
                string[] keys = [AeTitleKey, "Host", "Port", "Manufacturer"];
                foreach ((int at, JsonElement value) in json.EnumerateArray().Index()) fields._values[keys[at]] = value;
            }
            else if (json.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    if (!Keys.Contains(property.Name)) throw new InvalidDataException($"{property.Name} is no key of a modality: allowed are {string.Join(", ", Keys)}");
                    fields._values[property.Name] = property.Value;
                }
            }
            else
            {
                throw new InvalidDataException("A modality is an array [AET, Host, Port, Manufacturer], the last of which may be left out, or an object with AET, Host and Port");
            }

            return fields;
        }

        public string Text(string key, string? absent = null)
        {
            if (!_values.TryGetValue(key, out JsonElement value)) return absent ?? throw Missing(key);
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(key, value, "a string");
        }

        public List<string> Texts(string key)
        {
            if (!_values.TryGetValue(key, out JsonElement value)) return [];
            if (value.ValueKind != JsonValueKind.Array) throw Wrong(key, value, "an array of strings");
            return [.. value.EnumerateArray().Select(each => each.ValueKind == JsonValueKind.String ? each.GetString()! : throw Wrong(key, value, "an array of strings"))];
        }

        public bool Flag(string key, bool absent = true)
        {
            if (!_values.TryGetValue(key, out JsonElement value)) return absent;
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(key, value, "true or false");
        }

        // The dialect takes numbers as text, too.
        public int Number(string key, int? absent = null)
        {
            if (!_values.TryGetValue(key, out JsonElement value)) return absent ?? throw Missing(key);
            string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw Wrong(key, value, "a whole number");
        }

        private static InvalidDataException Missing(string key) => new($"{key} is missing: a modality needs AET, Host and Port");

        private static InvalidDataException Wrong(string key, JsonElement value, string expected) => new($"{key} is {value.GetRawText()}: expected {expected}");
    }
}
