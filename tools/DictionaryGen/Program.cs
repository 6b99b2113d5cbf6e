using AttachmentPacs.DictionaryGen;

if (args.Length != 1 || !Directory.Exists(Path.Combine(args[0], "schema", "dicom")))
{
    Console.Error.WriteLine("Usage: dotnet run --project tools/DictionaryGen -- ROOT, where ROOT is the repository's root: it has schema/dicom.");
    return 2;
}

foreach ((string path, string text) in Generator.Generate(Path.Combine(args[0], "schema", "dicom")))
{
    File.WriteAllText(Path.Combine(args[0], path), text);
    Console.WriteLine($"{path}: {text.Length} characters");
}

return 0;
