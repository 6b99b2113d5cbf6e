using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using AttachmentPacs.Plugins;

namespace AttachmentPacs.Core.Tests.Plugins;

/// <summary>Makes assemblies that no compiler would let pass, or that would need a project each.</summary>
internal static class PluginForge
{
    /// <summary>The same assembly, as if built for another version of the contract.</summary>
    public static byte[] ForContract(byte[] assembly, ushort major, ushort minor)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        MetadataReader metadata = image.GetMetadataReader();
        AssemblyReferenceHandle contract = metadata.AssemblyReferences.Single(
            each => metadata.GetString(metadata.GetAssemblyReference(each).Name) == typeof(IPlugin).Assembly.GetName().Name);
        int row = metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + ((MetadataTokens.GetRowNumber(contract) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef)) + image.PEHeaders.MetadataStartOffset;

        // ECMA-335 II.22.5: a row begins with MajorVersion and MinorVersion, two bytes each.
        byte[] forged = [.. assembly];
        BitConverter.TryWriteBytes(forged.AsSpan(row), major);
        BitConverter.TryWriteBytes(forged.AsSpan(row + 2), minor);
        return forged;
    }

    /// <summary>An assembly with a public class for each name, whose constructors throw; with a field of a type of another assembly that is nowhere.</summary>
    public static byte[] Make(string name, bool arePlugins, string? missing, params string[] classes)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule(name);
        foreach (string each in classes)
        {
            TypeBuilder type = module.DefineType(each, TypeAttributes.Public | TypeAttributes.Class);
            type.DefineField("contract", typeof(IPlugin), FieldAttributes.Private);
            if (missing is not null) type.DefineField("missing", TypeOf(missing), FieldAttributes.Private);
            Throw(type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, Type.EmptyTypes).GetILGenerator());
            if (arePlugins) Implement(type);
            type.CreateType();
        }

        using var file = new MemoryStream();
        assembly.Save(file);
        return file.ToArray();
    }

    private static void Implement(TypeBuilder type)
    {
        type.AddInterfaceImplementation(typeof(IPlugin));
        foreach (MethodInfo method in typeof(IPlugin).GetMethods())
        {
            const MethodAttributes Attributes = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.NewSlot | MethodAttributes.Final;
            Throw(type.DefineMethod(method.Name, Attributes, method.ReturnType, [.. method.GetParameters().Select(each => each.ParameterType)]).GetILGenerator());
        }
    }

    private static void Throw(ILGenerator code)
    {
        code.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor(Type.EmptyTypes)!);
        code.Emit(OpCodes.Throw);
    }

    private static Type TypeOf(string assembly)
    {
        var other = new PersistedAssemblyBuilder(new AssemblyName(assembly) { Version = new Version(1, 2, 3, 4) }, typeof(object).Assembly);
        return other.DefineDynamicModule(assembly).DefineType("Thing", TypeAttributes.Public).CreateType();
    }
}
