using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Telemetry;

namespace AttachmentPacs.Server.Rest;

/// <summary>Levels of the log, of all categories and of each (contract 1.10).</summary>
internal static class LogLevelApi
{
    private const int MaxLevel = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/tools/log-level", null);
        foreach (string category in LogLevels.Categories) Map(routes, $"/tools/log-level-{category}", category);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string? category)
    {
        routes.MapGet(path, (LogLevels levels) => TextAnswer.Of(levels.Get(category)));
        routes.MapPut(path, async (HttpContext http, LogLevels levels) =>
        {
            string level = (await http.ReadTextAsync(MaxLevel, "A level").ConfigureAwait(false)).Trim();
            if (!LogLevels.IsLevel(level)) throw new RestException(OrthancError.ParameterOutOfRange, "A level of the log is default, verbose or trace");
            levels.Set(category, level);
            return EmptyAnswer.Ok;
        }).Needs(Role.Admin);
    }
}
