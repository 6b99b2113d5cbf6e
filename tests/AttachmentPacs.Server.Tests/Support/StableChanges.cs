namespace AttachmentPacs.Server.Tests.Support;

/// <summary>The Stable changes of a server's log.</summary>
internal static class StableChanges
{
    /// <summary>All in their order, as in <c>StableStudy /studies/…</c>.</summary>
    public static async Task<string[]> OfAsync(RestClient client, string more = "")
    {
        Reply page = (await client.GetAsync($"/changes?limit=10000&type=StableSeries;StableStudy;StablePatient{more}")).IsOk();
        return [.. page.Json.GetProperty("Changes").EnumerateArray().Select(change => $"{change.GetProperty("ChangeType").GetString()} {change.GetProperty("Path").GetString()}")];
    }
}
