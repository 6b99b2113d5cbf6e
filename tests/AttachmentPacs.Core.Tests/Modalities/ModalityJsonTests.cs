using System.Buffers;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Core.Modalities;

namespace AttachmentPacs.Core.Tests.Modalities;

public class ModalityJsonTests
{
    [Theory]
    [InlineData("""["CT1", "10.0.0.5", 104]""", "Generic")]
    [InlineData("""[" CT1 ", "10.0.0.5", "104", "GE"]""", "GE")]
    [InlineData("""{"AET": "CT1", "Host": "10.0.0.5", "Port": 104, "Manufacturer": "Dcm4Chee"}""", "Generic")]
    public void What_is_left_out_has_the_dialects_default(string json, string manufacturer) => Assert.Equal(
        $$"""
        {"AET":"CT1","Addresses":[],"AllowEcho":true,"AllowEventReport":true,"AllowFind":true,"AllowFindWorklist":true,"AllowGet":true,"AllowMove":true,"AllowNAction":true,"AllowStorageCommitment":true,"AllowStore":true,"AllowTranscoding":true,"Host":"10.0.0.5","LocalAet":"","Manufacturer":"{{manufacturer}}","Port":104,"RetrieveMethod":"SystemDefault","Timeout":0,"UseDicomTls":false}
        """,
        Text(Read(json)));

    [Fact]
    public void All_that_is_given_is_kept()
    {
        const string Json = """
            {"AET":"CT1","Addresses":["10.0.0.6","10.1.0.0/16"],"AllowEcho":false,"AllowEventReport":false,"AllowFind":false,"AllowFindWorklist":false,"AllowGet":false,"AllowMove":false,"AllowNAction":false,"AllowStorageCommitment":false,"AllowStore":false,"AllowTranscoding":false,"Host":"ct1.example","LocalAet":"US","Manufacturer":"Vitrea","Port":11112,"RetrieveMethod":"C-GET","Timeout":7,"UseDicomTls":true}
            """;

        Assert.Equal(Json, Text(Read(Json)));
    }

    [Theory]
    [InlineData("AllowStorageCommitment")]
    [InlineData("AllowNAction")]
    [InlineData("AllowEventReport")]
    public void Storage_commitment_that_is_forbidden_by_any_of_its_keys_is_forbidden(string key) =>
        Assert.False(Read($$"""{"AET":"A","Host":"h","Port":1,"AllowStorageCommitment":true,"{{key}}":false}""").AllowStorageCommitment);

    [Theory]
    [InlineData("1", "A modality is an array [AET, Host, Port, Manufacturer], the last of which may be left out, or an object with AET, Host and Port")]
    [InlineData("""["A", "h"]""", "A modality is an array [AET, Host, Port, Manufacturer], the last of which may be left out, or an object with AET, Host and Port")]
    [InlineData("""{"Host":"h","Port":1}""", "AET is missing: a modality needs AET, Host and Port")]
    [InlineData("""["A", "h", 1.5]""", "Port is 1.5: expected a whole number")]
    [InlineData("""["A", 5, 1]""", "Host is 5: expected a string")]
    [InlineData("""{"AET":"A","Host":"h","Port":1,"AllowEcho":"no"}""", "AllowEcho is \"no\": expected true or false")]
    [InlineData("""{"AET":"A","Host":"h","Port":1,"Addresses":[1]}""", "Addresses is [1]: expected an array of strings")]
    [InlineData("""{"AET":"A\\B","Host":"h h","Port":0,"Manufacturer":"X","Addresses":["x"],"LocalAet":"ABCDEFGHIJKLMNOPQ","Timeout":-1,"RetrieveMethod":"GET"}""",
        "AET is \"A\\B\": expected 1 to 16 characters of ASCII without backslash; Host is \"h h\": expected a host name or an IP address; Port is 0: expected 1 to 65535; "
        + "Manufacturer is \"X\": expected one of Generic, GenericNoWildcardInDates, GenericNoUniversalWildcard, Vitrea, GE; Addresses holds \"x\": expected IP addresses, and "
        + "networks as in 10.1.0.0/16; LocalAet is \"ABCDEFGHIJKLMNOPQ\": expected 1 to 16 characters of ASCII without backslash, or nothing; Timeout is -00:00:01: expected 0, "
        + "for Dicom:DimseTimeout, to 24 hours; RetrieveMethod is \"GET\": expected one of SystemDefault, C-MOVE, C-GET")]
    public void What_is_wrong_is_named_with_what_is_expected(string json, string problem) =>
        Assert.Equal(problem, Assert.Throws<InvalidDataException>(() => Read(json)).Message);

    [Fact]
    public void Key_that_is_none_is_refused_lest_a_permission_be_misspelt() =>
        Assert.StartsWith("AllowStor is no key of a modality: allowed are AET, Addresses, ", Assert.Throws<InvalidDataException>(() => Read("""{"AET":"A","Host":"h","Port":1,"AllowStor":false}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ct 1", true)]
    [InlineData("R\u00f6ntgen", true)]
    [InlineData("", false)]
    [InlineData(" ct", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\n", false)]
    [InlineData("..", false)]
    public void Name_is_one_that_stands_in_a_path(string name, bool expected)
    {
        using JsonDocument json = JsonDocument.Parse("""["A", "h", 1]""");
        Exception? refusal = Record.Exception(() => ModalityJson.Read(name, json.RootElement));

        Assert.Equal(expected, refusal is null);
        Assert.Equal(expected, refusal is not InvalidDataException);
    }

    private static Modality Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return ModalityJson.Read("ct", document.RootElement);
    }

    private static string Text(Modality modality)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) ModalityJson.Write(json, modality);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
