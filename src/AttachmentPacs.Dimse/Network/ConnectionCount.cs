using System.Net;

namespace AttachmentPacs.Dimse.Network;

/// <summary>
/// Counts connections in all and by address. Those above the limits are heard and rejected in the words of the protocol; those above twice the
/// limits are closed unheard.
/// </summary>
internal sealed class ConnectionCount(int max, int maxPerAddress)
{
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _all;

    /// <summary>Counts one.</summary>
    public Place Take(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        lock (_byAddress)
        {
            int ofAddress = _byAddress.GetValueOrDefault(address) + 1;
            _byAddress[address] = ofAddress;
            _all++;
            return new Place(this, address, _all > max || ofAddress > maxPerAddress, _all > max * 2L || ofAddress > maxPerAddress * 2L);
        }
    }

    private void Return(IPAddress address)
    {
        lock (_byAddress)
        {
            _all--;
            if (--_byAddress[address] == 0) _byAddress.Remove(address);
        }
    }

    /// <summary>One connection's place; disposing gives it back.</summary>
    public readonly struct Place(ConnectionCount count, IPAddress address, bool isOver, bool isFlooded) : IDisposable
    {
        public bool IsOver { get; } = isOver;

        public bool IsFlooded { get; } = isFlooded;

        public void Dispose() => count.Return(address);
    }
}
