using System.Reflection;

namespace AttachmentPacs.Core.Configuration;

/// <summary>Our own name and version.</summary>
public static class Product
{
    public const string Name = "AttachmentPacs";

    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
