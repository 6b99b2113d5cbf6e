using System.Buffers;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Rest.Dialect;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>The dialect's layout of JSON, and what making an answer costs.</summary>
public class JsonStyleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("12", "12")]
    [InlineData("[1,-2.5e3,true,null]", "[\n   1,\n   -2.5e3,\n   true,\n   null\n]")]
    [InlineData("{\"a\":[],\"b\":{\"c\":{}}}", "{\n   \"a\" : [],\n   \"b\" : {\n      \"c\" : {}\n   }\n}")]
    [InlineData("{\"\":\"\"}", "{\n   \"\" : \"\"\n}")]
    [InlineData("[\"a,b:{[]}\",\"\\\\\",\"\\\"]\",\"\\u0022\"]", "[\n   \"a,b:{[]}\",\n   \"\\\\\",\n   \"\\\"]\",\n   \"\\u0022\"\n]")]
    public void Compact_json_is_laid_out_as_the_dialect_does(string compact, string expected) => Assert.Equal(expected, Styled(compact));

    [Fact]
    public void Long_and_deep_json_keeps_its_meaning()
    {
        string compact = string.Concat(Enumerable.Repeat("{\"a\":[1,", 400)) + $"\"{new string('x', 100_000)}\"" + string.Concat(Enumerable.Repeat("]}", 400));

        string styled = Styled(compact);

        Assert.Equal(compact, string.Concat(styled.Where(letter => letter is not ('\n' or ' '))));
        Assert.Contains("\n" + new string(' ', 3 * 800) + "1,\n", styled, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_is_made_in_buffers_that_are_used_again()
    {
#if DEBUG
        output.WriteLine("Budgets hold for Release builds: nothing was tested here.");
#else
        Action<Utf8JsonWriter> write = static json =>
        {
            json.WriteStartArray();
            for (int i = 0; i < 200; i++) json.WriteStringValue("40bd0015-63085fc3-5165329e-a1ff5c5e-cbdbbeef"u8);
            json.WriteEndArray();
        };
        Make(write);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int length = Make(write);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{allocated} bytes for an answer of {length}");
        Assert.Equal(0, allocated);
#endif
    }

    [Fact]
    public void Buffers_that_failed_half_way_begin_anew()
    {
        Assert.Throws<InvalidOperationException>(() => Make(json =>
        {
            json.WriteStartArray();
            throw new InvalidOperationException();
        }));

        using JsonBuffers buffers = JsonBuffers.Rent();
        Assert.Equal("{}\n"u8.ToArray(), buffers.Make(json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }).ToArray());
    }

    private static int Make(Action<Utf8JsonWriter> write)
    {
        using JsonBuffers buffers = JsonBuffers.Rent();
        return buffers.Make(write).Length;
    }

    private static string Styled(string compact)
    {
        var styled = new ArrayBufferWriter<byte>();
        JsonStyle.Write(Encoding.UTF8.GetBytes(compact), styled);
        return Encoding.UTF8.GetString(styled.WrittenSpan);
    }
}
