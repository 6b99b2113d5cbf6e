using System.Reflection;
using System.Runtime.Loader;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins.Calls;
using AttachmentPacs.Plugins;

namespace AttachmentPacs.Core.Plugins.Loading;

/// <summary>From files to objects: 1. folders and modes; 2. version of the contract; 3. all assemblies that are needed; 4. the one class; 5. its object and what it says of itself.</summary>
internal static class PluginLoader
{
    /// <exception cref="PluginException">One of them cannot be used.</exception>
    public static IReadOnlyList<LoadedPlugin> Load(PluginsOptions options, TimeProvider time) =>
        [.. PluginFolder.Find(options).Select(plugin => Load(plugin.Name, plugin.File, options, time))];

    private static LoadedPlugin Load(string name, string file, PluginsOptions options, TimeProvider time)
    {
        PluginAssembly.Check(name, file);
        var context = new PluginContext(name, file);
        Type type = FindClass(name, file, LoadAll(name, file, context));
        var threads = new PluginThreads(name);
        try
        {
            // The first code of the plugin's own that runs.
            Task<(IPlugin, PluginInfo)> made = threads.Run(() =>
            {
                var plugin = (IPlugin)Activator.CreateInstance(type)!;
                return Task.FromResult((plugin, plugin.Info));
            });
            (IPlugin plugin, PluginInfo info) = made.WaitAsync(options.BackgroundTimeout, time).GetAwaiter().GetResult();
            if (info?.Description is null || info.Version is null) throw new InvalidOperationException("its Info is incomplete");
            return new LoadedPlugin(name, file, plugin, info, threads);
        }
        catch (Exception e)
        {
            // Whatever it throws, told in words of ours: an exception of its own may fail when it is shown.
            Exception cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw new PluginException($"Plugin {name} ({file}) cannot be made: {Words.Of(cause)}. Correct it, or name it in Plugins:Disabled");
        }
    }

    // What is missing is to be noticed now, and not at night.
    private static Assembly LoadAll(string name, string file, PluginContext context)
    {
        try
        {
            Assembly first = context.LoadFromAssemblyPath(file);
            var known = new HashSet<Assembly> { first };
            var open = new Queue<Assembly>(known);
            while (open.TryDequeue(out Assembly? next))
            {
                foreach (AssemblyName needed in next.GetReferencedAssemblies())
                {
                    Assembly found = context.LoadFromAssemblyName(needed);
                    if (AssemblyLoadContext.GetLoadContext(found) == context && known.Add(found)) open.Enqueue(found);
                }
            }

            return first;
        }
        catch (Exception e)
        {
            // What a loader may throw is not bounded: the start is refused in any case.
            string remedy = "put all that it needs into its folder (dotnet publish, or EnableDynamicLoading in its project), or name it in Plugins:Disabled";
            throw new PluginException($"Plugin {name} ({file}) cannot be loaded: {Words.Of(e.GetBaseException())}. Remedy: {remedy}", e);
        }
    }

    private static Type FindClass(string name, string file, Assembly assembly)
    {
        Type[] found;
        try
        {
            found = [.. assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IPlugin).IsAssignableFrom(type))];
        }
        catch (Exception e) when (e is TypeLoadException or ReflectionTypeLoadException or IOException or BadImageFormatException)
        {
            throw new PluginException($"Plugin {name} ({file}) cannot be loaded: {Words.Of(e)}. Build it anew against this server's {PluginAssembly.Contract.Name}.dll", e);
        }

        if (found.Length == 1 && found[0].GetConstructor(Type.EmptyTypes) is not null && !found[0].ContainsGenericParameters) return found[0];
        string problem = found.Length switch
        {
            0 => $"has no public class that implements {nameof(IPlugin)}: add one",
            1 => $"has the class {found[0].FullName} without a public constructor without parameters: add one",
            _ => $"has several classes that implement {nameof(IPlugin)} ({string.Join(", ", found.Select(type => type.Name))}): keep one",
        };
        throw new PluginException($"Plugin {name} ({file}) {problem}");
    }
}
