using AttachmentPacs.Benchmarks;
using BenchmarkDotNet.Running;

if (args is ["uploads", var server]) await UploadRates.RunAsync(new Uri(server));
else if (args is ["index", var folder, var count]) await IndexRates.RunAsync(folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
else if (args is ["metrics-cost"]) await MetricsCost.RunAsync();
else BenchmarkSwitcher.FromAssembly(typeof(MetricsCost).Assembly).Run(args);
