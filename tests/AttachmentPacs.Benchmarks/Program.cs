using AttachmentPacs.Benchmarks;
using BenchmarkDotNet.Running;

if (args is ["uploads", var server]) await UploadRates.RunAsync(new Uri(server));
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
