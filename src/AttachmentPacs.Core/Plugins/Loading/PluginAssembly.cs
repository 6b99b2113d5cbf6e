using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using AttachmentPacs.Plugins;

namespace AttachmentPacs.Core.Plugins.Loading;

/// <summary>What is looked at in a plugin's file before any of its code runs.</summary>
internal static class PluginAssembly
{
    /// <summary>The contract that this server has.</summary>
    public static AssemblyName Contract { get; } = typeof(IPlugin).Assembly.GetName();

    /// <summary>Compares the contract that a plugin was built for with the one there is: the same major version, and no newer minor one.</summary>
    /// <exception cref="PluginException">It does not fit, or the file is no plugin.</exception>
    public static void Check(string name, string file)
    {
        Version wanted = WantedContract(file)
            ?? throw new PluginException($"Plugin {name} ({file}) does not use {Contract.Name}: it is no plugin of this server. Take it away, or build it against {Contract.Name}.dll");
        Version there = Contract.Version!;
        if (wanted.Major == there.Major && wanted.Minor <= there.Minor) return;
        string remedy = wanted > there ? "use a newer server, or an older version of the plugin" : "use a newer version of the plugin";
        throw new PluginException($"Plugin {name} ({file}) was built for version {wanted.ToString(2)} of {Contract.Name}, this server has {there.ToString(2)}: {remedy}");
    }

    private static Version? WantedContract(string file)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(file));
            MetadataReader metadata = image.HasMetadata ? image.GetMetadataReader() : throw new BadImageFormatException("it is native code");
            return metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Where(reference => metadata.StringComparer.Equals(reference.Name, Contract.Name!)).Select(reference => reference.Version).FirstOrDefault();
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"{file} is no .NET assembly that can be read ({e.Message}): put the plugin's assembly there, or take the folder away", e);
        }
    }
}
