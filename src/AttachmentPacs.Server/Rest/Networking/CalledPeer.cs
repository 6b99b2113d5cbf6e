using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Networking;

/// <summary>Whom a request wants to be called: a modality, and what the request says otherwise.</summary>
internal static class CalledPeer
{
    private const int MostSeconds = 24 * 60 * 60;

    /// <summary>The modality with the request's CalledAet, Host, LocalAet, Port and Timeout.</summary>
    /// <exception cref="RestException">
    /// One of them is wrong: 400. Host or Port by a user without the role Admin, who alone says which hosts are called: 403.
    /// </exception>
    public static RemoteEntity Of(Modality modality, RequestFields fields, HttpContext http)
    {
        ServerOptions options = http.RequestServices.GetRequiredService<ServerOptions>();
        if ((fields.Has("Host") || fields.Has("Port")) && !IsAdmin(http, options))
        {
            throw new RestException(OrthancError.ForbiddenAccess, "Host and Port need the role Admin: send to the modality as it is configured, or ask for another one");
        }

        RemoteEntity peer = RemoteEntity.Of(modality, options.Dicom);
        int seconds = fields.Number("Timeout", 0, MostSeconds, 0);
        return peer with
        {
            AeTitle = Title(fields, "CalledAet", peer.AeTitle),
            LocalAeTitle = Title(fields, "LocalAet", peer.LocalAeTitle),
            Host = Host(fields, peer.Host),
            Port = fields.Number("Port", 1, 65535, peer.Port),
            Timeout = seconds > 0 ? TimeSpan.FromSeconds(seconds) : peer.Timeout,
        };
    }

    private static string Title(RequestFields fields, string key, string absent)
    {
        string title = AeTitles.Trim(fields.Text(key, ""));
        if (title.Length == 0) return absent;
        return AeTitles.IsValid(title) ? title : throw new RestException(OrthancError.BadParameterType, $"{key} is \"{title}\": expected {AeTitles.Expected}");
    }

    private static string Host(RequestFields fields, string absent)
    {
        string host = fields.Text("Host", absent);
        return Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? host
            : throw new RestException(OrthancError.BadParameterType, $"Host is \"{host}\": expected a host name or an IP address");
    }

    // Without users everybody who reaches the loopback port is an administrator.
    private static bool IsAdmin(HttpContext http, ServerOptions options) => options.Http.Users.Count == 0
        || http.RequestServices.GetRequiredService<UserDirectory>().ByName(http.User.Identity?.Name ?? "")?.Has(Role.Admin) == true;
}
