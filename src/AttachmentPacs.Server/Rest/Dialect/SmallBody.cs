using System.Text;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>Bodies that are read whole, up to a limit.</summary>
internal static class SmallBody
{
    /// <summary>Reads the body; what is longer than the limit is refused by counting, whatever its header claims.</summary>
    /// <exception cref="RestException">Longer: 400.</exception>
    public static async Task<byte[]> ReadBodyAsync(this HttpContext http, int limit, string what)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int count = await http.Request.Body.ReadAsync(buffer, http.RequestAborted).ConfigureAwait(false);
            if (count == 0) return body.ToArray();
            body.Write(buffer, 0, count);
            if (body.Length > limit) throw new RestException(OrthancError.BadRequest, $"{what} may have {limit} bytes at most");
        }
    }

    /// <summary>The same as UTF-8 text.</summary>
    public static async Task<string> ReadTextAsync(this HttpContext http, int limit, string what) =>
        Encoding.UTF8.GetString(await http.ReadBodyAsync(limit, what).ConfigureAwait(false));
}
