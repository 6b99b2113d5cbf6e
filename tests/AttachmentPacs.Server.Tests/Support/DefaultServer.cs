namespace AttachmentPacs.Server.Tests.Support;

/// <summary>
/// One server for the tests of a class: they run one after the other and each uses patients of its own. A test that needs other settings or
/// an empty store starts its own.
/// </summary>
public class DefaultServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    /// <summary>Settings as on the command line.</summary>
    protected virtual string[] Settings => [];

    public async Task InitializeAsync() => Server = await RunningServer.StartAsync(Settings);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The same with Orthanc's behaviour where it differs.</summary>
public sealed class QuirksServer : DefaultServer
{
    protected override string[] Settings => ["Http:OrthancQuirks=true"];
}
