using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.OpenApi.Catalogue;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>The API's description in OpenAPI 3.1: the operations of the catalogue whose routes are mapped. Made at the first request, then kept.</summary>
internal sealed class OpenApiDocument(EndpointDataSource endpoints)
{
    private const string About =
        "A DICOM archive that keeps every instance as numbered attachments, and speaks Orthanc's dialect of REST. "
        + "GET may be HEAD everywhere. Dates are UTC. Flags are true where they are present and empty. "
        + "Tags are written gggg,eeee, gggg-eeee, ggggeeee or as keywords of PS3.6.";

    private readonly Lazy<ReadOnlyMemory<byte>> _json = new(() => Write(endpoints));

    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <summary>Method and path, as in the document, of every route that is no page for people.</summary>
    public static IEnumerable<(string Method, string Path)> Routes(EndpointDataSource endpoints) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (method, PathOf(endpoint.RoutePattern))));

    private static string PathOf(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        }))));

    private static ReadOnlyMemory<byte> Write(EndpointDataSource endpoints)
    {
        HashSet<(string, string)> mapped = [.. Routes(endpoints)];
        var paths = new JsonObject();
        foreach (Operation operation in OperationCatalogue.All().Where(each => mapped.Contains((each.Method, each.Path))))
        {
            if (paths[operation.Path] is not JsonObject path) paths[operation.Path] = path = [];
            path[operation.Method.ToLowerInvariant()] = operation.ToJson();
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Style)) Document(paths).WriteTo(json);
        return buffer.WrittenMemory;
    }

    private static JsonObject Document(JsonObject paths)
    {
        JsonObject components = UsedComponents.Of(paths, new JsonObject
        {
            ["schemas"] = Schemas.All(),
            ["parameters"] = SharedParts.Parameters(),
            ["headers"] = SharedParts.Headers(),
            ["responses"] = SharedParts.Responses(),
        });
        components["securitySchemes"] = new JsonObject
        {
            ["basic"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic" },
            ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
        };
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = Product.Name, ["version"] = Product.Version, ["description"] = About },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. OperationCatalogue.Tags.Select(tag => (JsonNode)new JsonObject { ["name"] = tag.Name, ["description"] = tag.Description })]),

            // The empty one: a server without users asks for none.
            ["security"] = new JsonArray(new JsonObject { ["basic"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject()),
            ["paths"] = paths,
            ["components"] = components,
        };
    }
}
