using System.CommandLine;
using AttachmentPacs.Bench;

// Signals end the comparison in order: it listens to them itself.
return await new BenchCommand().Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
