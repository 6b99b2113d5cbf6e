using System.Reflection;
using System.Runtime.Loader;

namespace AttachmentPacs.Core.Plugins.Loading;

/// <summary>
/// Where one plugin's assemblies live: its own beside it, .NET's, and of ours the contract alone. Two plugins may bring two versions of the same
/// library. It stays for the life of the process: code that may still run cannot be unloaded.
/// </summary>
internal sealed class PluginContext(string name, string file) : AssemblyLoadContext($"plugin {name}")
{
    private readonly AssemblyDependencyResolver _resolver = new(file);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The contract's types must be the host's own, even where a copy lies beside the plugin. Null: as everybody's.
        if (assemblyName.Name == PluginAssembly.Contract.Name) return null;
        if (_resolver.ResolveAssemblyToPath(assemblyName) is { } path) return LoadFromAssemblyPath(path);
        if (IsFramework(assemblyName.Name)) return null;
        throw new FileNotFoundException($"the assembly {assemblyName.Name} {assemblyName.Version} is missing", $"{assemblyName.Name}.dll");
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool IsFramework(string? name) =>
        name is "netstandard" or "mscorlib" or "System" or "WindowsBase" or "Microsoft.CSharp"
        || (name is not null && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)));
}
