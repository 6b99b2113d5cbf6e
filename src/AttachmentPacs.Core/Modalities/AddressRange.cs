using System.Globalization;
using System.Net;

namespace AttachmentPacs.Core.Modalities;

/// <summary>An IP address, or a network in CIDR notation (RFC 4632 3.1). IPv4 inside IPv6 is IPv4, and the zone of an address is left out.</summary>
public readonly record struct AddressRange
{
    private readonly IPNetwork _network;

    private AddressRange(IPNetwork network) => _network = network;

    /// <summary>Reads <c>10.1.2.3</c>, <c>10.1.0.0/16</c>, <c>2001:db8::/32</c>.</summary>
    public static bool TryParse(string text, out AddressRange range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            if (!IsAddress(text, out IPAddress? address)) return false;
            range = new AddressRange(new IPNetwork(address, BitsOf(address)));
            return true;
        }

        // Without bits behind the prefix: 10.1.2.3/16 may have been meant as either.
        if (!IsAddress(text[..slash], out IPAddress? network)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            || prefix > BitsOf(network) || !HasNoHostBits(network, prefix))
        {
            return false;
        }

        range = new AddressRange(new IPNetwork(network, prefix));
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">It is none.</exception>
    public static AddressRange Parse(string text) =>
        TryParse(text, out AddressRange range) ? range : throw new FormatException($"\"{text}\" is neither an IP address nor a network as in 10.1.0.0/16");

    /// <summary>An address as it is compared: IPv4 inside IPv6 (RFC 4291 2.5.5.2) is itself, without a zone.</summary>
    public static IPAddress Plain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        return address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes()) : address;
    }

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(IPAddress address) => _network.Contains(Plain(address));

    /// <summary>As it is read: an address alone without its length.</summary>
    public override string ToString() =>
        _network.PrefixLength == BitsOf(_network.BaseAddress) ? _network.BaseAddress.ToString() : _network.ToString();

    // Numbers and octal or hexadecimal parts, which the library reads as IPv4 addresses, are none here.
    private static bool IsAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (!IPAddress.TryParse(text, out IPAddress? read)) return false;
        address = Plain(read);
        return text.Contains(':', StringComparison.Ordinal) || address.ToString() == text;
    }

    private static int BitsOf(IPAddress address) => address.GetAddressBytes().Length * 8;

    private static bool HasNoHostBits(IPAddress network, int prefix)
    {
        byte[] bytes = network.GetAddressBytes();
        for (int bit = prefix; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) return false;
        }

        return true;
    }
}
