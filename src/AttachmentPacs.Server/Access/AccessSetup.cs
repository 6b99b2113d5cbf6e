using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access;

/// <summary>Puts users in front of the routes, if the configuration names any; without users the port is on loopback, and whoever reaches it may do all.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, HttpOptions options)
    {
        if (options.Users.Count == 0) return;
        services.AddSingleton(new UserDirectory(options));
        services.AddSingleton<RememberedPasswords>();
        services.AddSingleton(provider => new LockOut(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new CheckQueue(Environment.ProcessorCount));
        services.AddSingleton<Authenticator>();
        services.AddSingleton<RefusalLog>();
    }

    /// <summary>To be called after routing.</summary>
    public static void UseAccess(this WebApplication app, HttpOptions options)
    {
        if (options.Users.Count == 0) return;
        app.UseMiddleware<AccessMiddleware>();
        foreach ((string name, UserOptions user) in options.Users)
        {
            if (user.Password.Length > 0) app.Logger.PasswordInConfiguration(name);
        }

        if (options.Certificate.Length == 0 && !System.Net.IPAddress.IsLoopback(System.Net.IPAddress.Parse(options.Address)))
        {
            app.Logger.PasswordsTravelReadable(options.Address);
        }
    }
}
