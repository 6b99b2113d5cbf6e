namespace AttachmentPacs.Bench.Load;

/// <summary>One of several that put a load on a server at the same time: used by one thread.</summary>
internal interface ILoadClient : IDisposable
{
    /// <summary>Does one operation and looks at its answer.</summary>
    /// <param name="number">Of the operation, from 0: no two clients of a load get the same.</param>
    /// <exception cref="IOException">It failed; the next one may be tried.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The same.</exception>
    void Execute(int number);

    /// <summary>Breaks its connection, which ends an operation under way; called by another thread than the others.</summary>
    void Abandon();
}
