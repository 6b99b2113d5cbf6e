using System.Text.Json;
using System.Text.RegularExpressions;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Telemetry;

/// <summary>What the documents and the dashboard name is what a server shows, and the other way round.</summary>
public partial class DocumentedMetricsTests(DocumentedMetricsTests.WebhookServer shared) : IClassFixture<DocumentedMetricsTests.WebhookServer>
{
    private static readonly string[] Suffixes = ["_bucket", "_sum", "_count"];

    [Fact]
    public async Task Dashboard_names_only_what_a_server_shows()
    {
        Exposition shown = await ScrapeAsync();
        string[] expressions = [.. Expressions(JsonDocument.Parse(Document("grafana-dashboard.json")).RootElement)];
        string[] names = [.. expressions.SelectMany(expression => Name().Matches(expression)).Select(match => match.Value).Distinct()];

        Assert.True(names.Length > 40, $"{names.Length} names");
        Assert.DoesNotContain(names, name => !IsShown(shown, name));
    }

    [Fact]
    public void Dashboard_expressions_have_their_brackets_in_pairs()
    {
        string[] expressions = [.. Expressions(JsonDocument.Parse(Document("grafana-dashboard.json")).RootElement)];

        Assert.NotEmpty(expressions);
        Assert.All(expressions, expression => Assert.True(IsBalanced(expression), expression));
        Assert.False(IsBalanced("sum(rate(x[5m])"));
        Assert.False(IsBalanced("x{a=\"b\")"));
    }

    [Fact]
    public async Task Document_lists_every_metric_and_no_other()
    {
        Exposition shown = await ScrapeAsync();
        string[] documented = [.. Name().Matches(Document("monitoring.md")).Select(match => match.Value).Distinct()];

        Assert.DoesNotContain(documented, name => !IsShown(shown, name));
        Assert.Empty(shown.Types.Keys.Except(documented));
    }

    private async Task<Exposition> ScrapeAsync()
    {
        await shared.Server.StoreAsync(shared.Server.NewInstance());
        return new Exposition((await shared.Server.Client.GetAsync("/metrics")).IsOk().Text);
    }

    private static bool IsShown(Exposition shown, string name) =>
        shown.Types.ContainsKey(name)
        || Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && shown.Types.GetValueOrDefault(name[..^suffix.Length]) == "histogram");

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(each =>
            each.NameEquals("expr") ? [each.Value.GetString()!] : Expressions(each.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static bool IsBalanced(string expression)
    {
        var open = new Stack<char>();
        foreach (char letter in expression)
        {
            if (letter is '(' or '[' or '{') open.Push(letter == '(' ? ')' : letter == '[' ? ']' : '}');
            else if (letter is ')' or ']' or '}' && (!open.TryPop(out char expected) || expected != letter)) return false;
        }

        return open.Count == 0;
    }

    private static string Document(string name) => File.ReadAllText(Path.Combine(CorpusFolder.Repository, "docs", name));

    /// <summary>With a webhook that leads nowhere: consumers have metrics of their own.</summary>
    public sealed class WebhookServer : DefaultServer
    {
        protected override string[] Settings => ["Webhooks:nobody:Url=http://127.0.0.1:9/"];
    }

    [GeneratedRegex(@"\battachmentpacs_[a-z_]+")]
    private static partial Regex Name();
}
