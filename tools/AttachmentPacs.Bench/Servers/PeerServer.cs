using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AttachmentPacs.Bench.Servers;

/// <summary>A server that runs already and speaks the dialect. What its process uses is not known.</summary>
internal sealed class PeerServer : IServer
{
    private PeerServer(string name, HttpTarget http, DicomTarget? dicom)
    {
        Name = name;
        Http = http;
        Dicom = dicom;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public HttpTarget Http { get; }

    /// <inheritdoc/>
    public DicomTarget? Dicom { get; }

    /// <inheritdoc/>
    public ProcessFigures? Process => null;

    /// <inheritdoc/>
    public int WarmUp => 4000;

    /// <summary>Makes one of its addresses.</summary>
    /// <param name="url">As in <c>http://user:password@host:8042/prefix</c>; TLS is not spoken.</param>
    /// <param name="dicom">As in <c>host:4242,AETITLE</c>; null for none.</param>
    /// <exception cref="FormatException">One of them is not as above.</exception>
    public static PeerServer Parse(string url, string? dicom)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new FormatException($"--peer {url} is no URL as http://host:8042. TLS is not spoken here: name an address without it.");
        }

        string? authorization = uri.UserInfo.Length > 0 ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))) : null;
        var http = new HttpTarget(Resolve(uri.Host, uri.Port), uri.Authority, uri.AbsolutePath.TrimEnd('/'), authorization);
        return new PeerServer(uri.Authority, http, dicom is null ? null : ParseDicom(dicom));
    }

    /// <summary>Leaves it running.</summary>
    public void Dispose()
    {
    }

    private static DicomTarget ParseDicom(string text)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        int colon = text.LastIndexOf(':', comma < 0 ? text.Length - 1 : comma);
        if (comma < 0 || colon < 0 || !ushort.TryParse(text.AsSpan()[(colon + 1)..comma], out ushort port) || text.Length - comma - 1 is < 1 or > 16)
        {
            throw new FormatException($"--peer-dicom {text} is not of the form host:4242,AETITLE.");
        }

        return new DicomTarget(Resolve(text[..colon], port), text[(comma + 1)..]);
    }

    private static IPEndPoint Resolve(string host, int port) =>
        new(Dns.GetHostAddresses(host.Trim('[', ']')).OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).First(), port);
}
