using System.Net;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access;

/// <summary>Puts users in front of the routes, if the configuration names any; without users the port is on loopback, and whoever reaches it may do all.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, HttpOptions options)
    {
        services.AddSingleton<RefusalLog>();
        if (options.Users.Count == 0) return;
        services.AddSingleton(new UserDirectory(options));
        services.AddSingleton<RememberedPasswords>();
        services.AddSingleton(provider => new LockOut(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new CheckQueue(Environment.ProcessorCount));
        services.AddSingleton<Authenticator>();
    }

    /// <summary>To be called after routing.</summary>
    public static void UseAccess(this WebApplication app, HttpOptions options)
    {
        if (options.Users.Count == 0) return;
        app.UseMiddleware<AccessMiddleware>();
        Warn(app.Logger, options);
    }

    /// <summary>Says what of the configuration gives secrets away.</summary>
    public static void Warn(ILogger log, HttpOptions options)
    {
        foreach ((string name, UserOptions user) in options.Users)
        {
            if (user.Password.Length > 0) log.PasswordInConfiguration(name);
        }

        if (options.Certificate.Length == 0 && !IPAddress.IsLoopback(IPAddress.Parse(options.Address))) log.PasswordsTravelReadable(options.Address);
    }
}
