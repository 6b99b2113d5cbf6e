using System.Net;
using System.Net.Sockets;

namespace AttachmentPacs.Server.Access;

/// <summary>Whom an address stands for.</summary>
internal static class Network
{
    private const int HostBytes = 8;

    /// <summary>
    /// An IPv4 address; of an IPv6 address its first 64 bits, since a site has the others to itself (RFC 4291 2.5.4). An IPv4 address inside an IPv6 one is itself.
    /// </summary>
    public static IPAddress Of(IPAddress? remote)
    {
        if (remote is null) return IPAddress.None;
        if (remote.IsIPv4MappedToIPv6) return remote.MapToIPv4();
        if (remote.AddressFamily != AddressFamily.InterNetworkV6) return remote;
        byte[] bytes = remote.GetAddressBytes();
        bytes.AsSpan(HostBytes).Clear();
        return new IPAddress(bytes);
    }
}
