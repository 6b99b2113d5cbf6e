using System.CommandLine;
using AttachmentPacs.Bench;

// Signals end the comparison in order: it listens to them itself.
return new BenchCommand().Create().Parse(args).Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
