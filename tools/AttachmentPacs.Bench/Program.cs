using System.CommandLine;
using AttachmentPacs.Bench;
using AttachmentPacs.Bench.Chart;
using AttachmentPacs.Bench.Floors;

const string Server = "src/AttachmentPacs.Server/bin/Release/net10.0/AttachmentPacs.Server.dll";
if (args is ["--floors"]) return FloorTable.Print(Console.Out);
if (args is ["--chart", .. var rest]) return await ChartCommand.RunAsync(Path.GetFullPath(Server), rest, Console.Out);

// Signals end the comparison in order: it listens to them itself.
return await new BenchCommand().Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
