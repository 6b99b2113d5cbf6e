using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Parts of an expanded resource (contract 1.6).</summary>
[Flags]
internal enum ResourceParts
{
    None = 0,
    MainDicomTags = 1 << 0,
    Metadata = 1 << 1,
    Children = 1 << 2,
    Parent = 1 << 3,
    Labels = 1 << 4,
    Status = 1 << 5,
    IsStable = 1 << 6,
    IsProtected = 1 << 7,
    Attachments = 1 << 8,
    RequestedTags = 1 << 9,

    /// <summary>Fields that <c>expand</c> shows and no <c>response-content</c> asks for: LastUpdate, IndexInSeries, FileSize and so on.</summary>
    Summary = 1 << 10,

    /// <summary>What <c>expand</c> and a single resource show.</summary>
    Expanded = MainDicomTags | Children | Parent | Labels | Status | IsStable | IsProtected | RequestedTags | Summary,
}

/// <summary>How tags are written (contract 1.20).</summary>
internal enum TagFormat
{
    /// <summary>Keyword and text.</summary>
    Simple,

    /// <summary><c>gggg,eeee</c> and text.</summary>
    Short,

    /// <summary><c>gggg,eeee</c> and an object with Name, Type and Value.</summary>
    Full,
}

/// <summary>What a request wants to see of resources.</summary>
/// <param name="Parts">Which parts.</param>
/// <param name="Format">Of the tags.</param>
/// <param name="RequestedTags">Tags beyond the main ones.</param>
internal sealed record ResourceView(ResourceParts Parts, TagFormat Format, IReadOnlyList<uint> RequestedTags)
{
    /// <summary>Reads response-content, requested-tags, short, full and simplify.</summary>
    /// <exception cref="RestException">An unknown part or tag.</exception>
    public static ResourceView Of(HttpRequest request)
    {
        string? content = request.Argument("response-content");
        string tags = request.Argument("requested-tags") ?? request.Argument("requestedTags") ?? "";
        IReadOnlyList<uint> requested = QueryArguments.Tags(tags, ';');
        ResourceParts parts = content is null ? ResourceParts.Expanded : ParseParts(content);
        return new ResourceView(requested.Count > 0 ? parts | ResourceParts.RequestedTags : parts & ~ResourceParts.RequestedTags, FormatOf(request), requested);
    }

    /// <summary>Whether a list is to show objects: response-content says so, else expand.</summary>
    public static bool WantsObjects(HttpRequest request, bool absent) =>
        request.Argument("response-content") is not null || request.Flag("expand", absent);

    private static TagFormat FormatOf(HttpRequest request) =>
        request.Flag("short") ? TagFormat.Short : request.Flag("full") ? TagFormat.Full : TagFormat.Simple;

    private static ResourceParts ParseParts(string text)
    {
        ResourceParts parts = ResourceParts.None;
        foreach (string name in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (name is nameof(ResourceParts.Expanded) or nameof(ResourceParts.None) or nameof(ResourceParts.Summary)
                || !char.IsAsciiLetter(name[0]) || !Enum.TryParse(name, out ResourceParts part))
            {
                throw new RestException(
                    OrthancError.ParameterOutOfRange,
                    $"\"{name}\" is no response-content: expected MainDicomTags, Metadata, Children, Parent, Labels, Status, IsStable, IsProtected, Attachments or RequestedTags");
            }

            parts |= part;
        }

        return parts;
    }
}
