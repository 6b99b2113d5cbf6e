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
        page.IsEnabled = QueryArguments.Boolean(await http.ReadTextAsync(MaxSwitch, "The switch").ConfigureAwait(false));
        return EmptyAnswer.Ok;
    }
}
