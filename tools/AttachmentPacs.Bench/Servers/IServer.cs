using System.Net;

namespace AttachmentPacs.Bench.Servers;

/// <summary>A server under load: one that this program has started, or one that somebody else runs.</summary>
internal interface IServer : IDisposable
{
    /// <summary>As the table names it.</summary>
    string Name { get; }

    /// <summary>Where its REST dialect is spoken.</summary>
    HttpTarget Http { get; }

    /// <summary>Where it takes C-STORE; null if it does not.</summary>
    DicomTarget? Dicom { get; }

    /// <summary>What its process has used; null if it is not known which that is.</summary>
    ProcessFigures? Process { get; }

    /// <summary>Operations that it needs before its speed settles: many for one that compiles while it runs.</summary>
    int WarmUp { get; }
}

/// <summary>The address of an HTTP server, and what its requests carry.</summary>
/// <param name="Address">Resolved once.</param>
/// <param name="Host">Value of the Host header.</param>
/// <param name="Prefix">Path in front of the dialect's routes: empty, or with a leading and no trailing slash.</param>
/// <param name="Authorization">Value of the Authorization header; null for none.</param>
internal sealed record HttpTarget(IPEndPoint Address, string Host, string Prefix = "", string? Authorization = null)
{
    /// <summary>A server on this machine.</summary>
    public static HttpTarget Loopback(int port) => new(new IPEndPoint(IPAddress.Loopback, port), $"127.0.0.1:{port}");
}

/// <summary>The address of a DICOM application entity.</summary>
/// <param name="Address">Resolved once.</param>
/// <param name="AeTitle">Its own title, at most 16 characters.</param>
internal sealed record DicomTarget(IPEndPoint Address, string AeTitle);
