using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Ui;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>The description of the API: for machines, and as a page for people.</summary>
internal static class DescriptionApi
{
    public const string DocumentPath = "/openapi/v1.json";
    public const string PagePath = "/docs";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(DocumentPath, (OpenApiDocument document) => new BytesAnswer(document.Json, JsonAnswer.MediaType));
        routes.MapGet(PagePath, () => new PageAnswer("docs.html")).ExcludeFromDescription();
        routes.MapGet(PagePath + "/{file}", (string file) => PageAnswer.IsPart(file) ? (IResult)new PageAnswer(file) : EmptyAnswer.NotFound)
            .ExcludeFromDescription();
    }

    /// <summary>Whether the client is a person at a browser: it asks for HTML by name.</summary>
    public static bool IsReader(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
