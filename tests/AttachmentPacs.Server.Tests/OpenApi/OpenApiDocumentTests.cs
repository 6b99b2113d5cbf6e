using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Rest.OpenApi;
using AttachmentPacs.Server.Rest.OpenApi.Catalogue;
using AttachmentPacs.Server.Tests.Support;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.OpenApi;

/// <summary>The served OpenAPI document: valid in itself, and one with the routes.</summary>
public class OpenApiDocumentTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Document_is_served_as_OpenAPI_3_1_of_this_product()
    {
        Reply reply = (await _server.Client.GetAsync("/openapi/v1.json")).IsOk();

        Assert.Equal("application/json; charset=utf-8", reply.ContentType);
        Assert.Matches(@"^3\.1\.\d+$", reply.Field("openapi"));
        Assert.Equal((Product.Name, Product.Version), (reply.Json.GetProperty("info").GetProperty("title").GetString(), reply.Json.GetProperty("info").GetProperty("version").GetString()));
        Assert.Equal("/", reply.Json.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task Routes_that_are_mapped_are_those_that_are_described()
    {
        DescribedApi api = await DescribedApi.ReadAsync(_server);
        var endpoints = _server.Services.GetRequiredService<EndpointDataSource>();

        string[] mapped = [.. OpenApiDocument.Routes(endpoints).Select(each => $"{each.Method} {each.Path}").Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(mapped, api.Operations.Select(each => $"{each.Method} {each.Path}").Order(StringComparer.Ordinal));
        Assert.Equal(mapped, OperationCatalogue.All().Select(each => $"{each.Method} {each.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Routes_that_are_not_described_are_pages_for_people_only()
    {
        string[] excluded = [.. _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not null).Select(endpoint => endpoint.RoutePattern.RawText!)];

        Assert.Equal(["/docs", "/docs/{file}"], excluded);
    }

    [Fact]
    public async Task References_of_the_document_all_lead_somewhere_and_every_component_is_used()
    {
        JsonElement document = (await DescribedApi.ReadAsync(_server)).Document;
        string[] references = [.. References(document).Distinct()];

        foreach (string reference in references)
        {
            JsonElement found = document;
            foreach (string step in reference[2..].Split('/')) Assert.True(found.TryGetProperty(step, out found), $"{reference} leads nowhere");
        }

        IEnumerable<string> components = document.GetProperty("components").EnumerateObject().Where(kind => kind.Name != "securitySchemes")
            .SelectMany(kind => kind.Value.EnumerateObject().Select(each => $"#/components/{kind.Name}/{each.Name}"));
        Assert.Empty(components.Except(references));
    }

    [Fact]
    public async Task Operations_have_unique_names_known_tags_a_summary_and_the_parameters_of_their_paths()
    {
        DescribedApi api = await DescribedApi.ReadAsync(_server);
        HashSet<string?> tags = [.. api.Document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString())];

        Assert.Empty(api.Operations.GroupBy(each => each.Operation.GetProperty("operationId").GetString()).Where(each => each.Count() > 1).Select(each => each.Key));
        foreach ((string method, string path, JsonElement operation) in api.Operations)
        {
            Assert.Matches("^[a-z][A-Za-z0-9]+$", operation.GetProperty("operationId").GetString()!);
            Assert.All(operation.GetProperty("tags").EnumerateArray(), tag => Assert.Contains(tag.GetString(), tags));
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()));
            JsonElement[] parameters = [.. api.Parameters(operation)];
            Assert.Equal(path.Split('/').Where(step => step.StartsWith('{')), parameters.Where(each => each.GetProperty("in").GetString() == "path").Select(each => $"{{{each.GetProperty("name")}}}"));
            Assert.True(
                parameters.Select(each => $"{each.GetProperty("in")} {each.GetProperty("name")}").Distinct().Count() == parameters.Length, $"{method} {path} has a parameter twice");
        }
    }

    [Fact]
    public async Task Document_of_a_second_request_is_the_same()
    {
        byte[] first = (await _server.Client.GetAsync("/openapi/v1.json")).Body;

        Assert.Equal(first, (await _server.Client.GetAsync("/openapi/v1.json")).Body);
    }

    private static IEnumerable<string> References(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(each =>
            each.Name == "$ref" && each.Value.ValueKind == JsonValueKind.String ? [each.Value.GetString()!] : References(each.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
