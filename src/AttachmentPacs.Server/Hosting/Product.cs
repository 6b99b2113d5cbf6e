using System.Reflection;

namespace AttachmentPacs.Server.Hosting;

/// <summary>Our own name and version.</summary>
internal static class Product
{
    public const string Name = "AttachmentPacs";

    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
