namespace AttachmentPacs.Plugins;

/// <summary>
/// A plugin: the one public class of its assembly that implements this, with a public constructor without parameters. It takes part in what
/// happens by implementing <see cref="IInstanceFilter"/>, <see cref="IStoredListener"/> and <see cref="IChangeListener"/> as well.
/// </summary>
/// <remarks>Its methods are called on threads of its own, never on those that receive instances; any of them may throw.</remarks>
public interface IPlugin
{
    /// <summary>What it is. Read once, after the constructor and before anything else; neither of them may do any work.</summary>
    PluginInfo Info { get; }

    /// <summary>
    /// Before the first instance is received. When it throws, or has not returned within <c>Plugins:BackgroundTimeout</c>, the server does not
    /// start, and says why.
    /// </summary>
    /// <param name="host">What it may use until it is stopped.</param>
    /// <param name="cancellationToken">The start is given up.</param>
    Task StartAsync(IPluginHost host, CancellationToken cancellationToken);

    /// <summary>
    /// After the last instance, and after <see cref="IPluginHost.Stopping"/>. It has <c>Plugins:Timeout</c>; then the server stops without it. The
    /// archive can still be used while this runs.
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);
}
