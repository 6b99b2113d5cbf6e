using System.Diagnostics;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Bench.Chart;

/// <summary>Small instances from eight clients, each a new one.</summary>
internal sealed class SmallUploads(int firstNumber)
{
    private const int Clients = 8;
    private const int PerClient = 1_000_000;

    private readonly NumberedFile[] _files = [.. Enumerable.Range(0, Clients).Select(client => NumberedFile.Small(firstNumber + (client * PerClient)))];

    /// <summary>Uploads so many, or what a time is enough for; how many it were, and how many a second.</summary>
    public async Task<(int Count, double Rate)> RunAsync(Uri server, int most, TimeSpan atMost)
    {
        using var http = new HttpClient { BaseAddress = server };
        long start = Stopwatch.GetTimestamp();
        int[] counts = await Task.WhenAll(_files.Select(file => Task.Run(() => SendAsync(http, file, most / Clients, () => Stopwatch.GetElapsedTime(start) < atMost))));
        return (counts.Sum(), counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task<int> SendAsync(HttpClient http, NumberedFile file, int most, Func<bool> hasTime)
    {
        int count = 0;
        for (; count < most && hasTime(); count++)
        {
            using var content = new ByteArrayContent(file.Next());
            using HttpResponseMessage answer = await http.PostAsync(new Uri("/instances", UriKind.Relative), content);
            string body = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode || !body.Contains("\"Success\"", StringComparison.Ordinal)) throw new InvalidOperationException($"An upload was answered: {body}");
        }

        return count;
    }
}
