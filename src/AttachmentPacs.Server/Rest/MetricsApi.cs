using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Telemetry;

namespace AttachmentPacs.Server.Rest;

/// <summary>Metrics in Prometheus' text format (contract 1.10), and the switch of their collection.</summary>
internal static class MetricsApi
{
    private const int MaxSwitch = 16;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics", (HttpContext http, MetricsPage page) => ShowAsync(http, page, withOrthanc: false));
        routes.MapGet("/tools/metrics-prometheus", (HttpContext http, MetricsPage page) => ShowAsync(http, page, withOrthanc: true));
        routes.MapGet("/tools/metrics", (MetricsPage page) => TextAnswer.Of(page.IsEnabled ? "1" : "0"));
        routes.MapPut("/tools/metrics", SwitchAsync).Needs(Role.Admin);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, MetricsPage page, bool withOrthanc) =>
        new BytesAnswer(await page.WriteAsync(withOrthanc, http.RequestAborted).ConfigureAwait(false), PrometheusText.MediaType);

    private static async Task<IResult> SwitchAsync(HttpContext http, MetricsPage page)
    {
        string wanted = (await http.ReadTextAsync(MaxSwitch, "The switch").ConfigureAwait(false)).Trim();
        page.IsEnabled = wanted switch
        {
            "1" or "true" => true,
            "0" or "false" => false,
            _ => throw new RestException(OrthancError.BadParameterType, "The switch of metrics is 1 or 0"),
        };
        return EmptyAnswer.Ok;
    }
}
