using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access.Tls;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Health;
using AttachmentPacs.Server.Hosting;

(ServerOptions options, IConfiguration configuration, IReadOnlyList<string> problems) = OptionsLoader.Load(args);
if (problems.Count > 0)
{
    Console.Error.WriteLine("AttachmentPacs does not start, because its configuration cannot be used:");
    foreach (string problem in problems) Console.Error.WriteLine($"- {problem}");
    return 2;
}

// Code of the site's own may wait anywhere, on a thread that waits for sockets, too, and a TLS handshake, which strangers can begin, computes for
// milliseconds: with plugins or a certificate none of those threads does more than wait.
if (options.Plugins.Directory.Length == 0 && options.Http.Certificate.Length == 0) SocketThreads.Use();
using ILoggerFactory logs = LoggerFactory.Create(logging => RestServer.AddLogging(logging, configuration));
await using ServiceNotifier notifier = ServiceNotifier.FromEnvironment(
    Environment.GetEnvironmentVariable, TimeProvider.System, logs.CreateLogger<ServiceNotifier>());
notifier.Starting();
bool hasServed = false;
try
{
    ServerCertificate.Check(CertificateSource.Of(options.Http));
    DimseTls.Check(options.Dicom.Tls);
    await using Archive archive = await Archive.OpenAsync(options, TimeProvider.System, logs);
    await using WebApplication app = RestServer.Build(options, configuration, archive, TimeProvider.System);
    try
    {
        await app.StartAsync();
    }
    catch
    {
        // Nothing was served: the next start must not take this one for a crash.
        await archive.Guard.StopAsync();
        throw;
    }

    string address = app.Urls.First();
    AttachmentPacs.Server.LogMessages.Started(app.Logger, options.Name, Product.Version, address, Path.GetFullPath(options.Storage.Directory));
    using CancellationTokenRegistration stopping = app.Lifetime.ApplicationStopping.Register(notifier.Stopping);
    notifier.Ready($"Serving {address}", app.Services.GetRequiredService<HealthProbe>().CheckIndexAsync);
    hasServed = true;
    await app.WaitForShutdownAsync();
    await notifier.StoppedAsync();
    return 0;
}
catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException or ArgumentException)
{
    Console.Error.WriteLine(hasServed
        ? $"AttachmentPacs has stopped, but could not note that the stop was a clean one: {e.Message} What was acknowledged is stored; the next start looks for what was left unfinished."
        : $"AttachmentPacs does not start: {e.Message}{(e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException ? " End the program that has it, or set another Http:Port." : "")}");
    return 1;
}
