using AttachmentPacs.Core;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary>Uploads of which much is to be reported, in the answer and in the log.</summary>
public class LongReportTests
{
    [Fact]
    public async Task Long_report_of_a_failure_leaves_after_the_body_has_come()
    {
        using var body = new MemoryStream(new byte[3_000_000]);
        DefaultHttpContext http = Request(body);

        await Refusal(members: 1000).InvokeAsync(http);

        Assert.Equal(413, http.Response.StatusCode);
        Assert.Equal(body.Length, body.Position);
    }

    [Fact]
    public async Task Short_report_of_a_failure_does_not_wait_for_the_body()
    {
        using var body = new MemoryStream(new byte[3_000_000]);
        DefaultHttpContext http = Request(body);

        await Refusal(members: 100).InvokeAsync(http);

        Assert.Equal(413, http.Response.StatusCode);
        Assert.Equal(0, body.Position);
    }

    [Fact]
    public async Task Long_report_does_not_wait_for_a_body_that_stalls()
    {
        await using var body = new StalledStream();
        DefaultHttpContext http = Request(body);
        var time = new ManualTimers();

        Task answered = Refusal(members: 1000, time).InvokeAsync(http);
        await body.Stalled;
        Assert.False(answered.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(6));
        await answered;

        Assert.Equal(413, http.Response.StatusCode);
    }

    [Fact]
    public async Task Long_answer_leaves_in_pieces()
    {
        var http = new DefaultHttpContext();
        await using var sent = new PieceStream();
        http.Response.Body = sent;
        byte[] bytes = [.. Enumerable.Range(0, 200_000).Select(number => (byte)number)];

        await new BytesAnswer(bytes, "text/plain").ExecuteAsync(http);

        Assert.Equal(bytes, sent.ToArray());
        Assert.Equal([65_536, 65_536, 65_536, 3_392], sent.Pieces);
        Assert.Equal(200_000, http.Response.ContentLength);
    }

    [Fact]
    public async Task Members_that_are_not_stored_take_20_lines_of_the_log_and_one_that_counts_the_others()
    {
        using var log = new LogLines();
        await using RunningServer server = await RunningServer.StartAsync(log, "Logging:LogLevel:Default=Information");
        (string, byte[])[] members = [.. Enumerable.Range(0, 30).Select(number => ($"m{number}", "junk"u8.ToArray()))];

        Reply reply = (await server.Client.PostAsync("/instances", ZipBytes.Of(members))).IsOk();

        Assert.Equal("30", reply["Skipped-Members"]);
        Assert.Equal(20, log.Of(1030).Length);
        Assert.StartsWith("10 more", Assert.Single(log.Of(1034)), StringComparison.Ordinal);
    }

    private static DefaultHttpContext Request(Stream body)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = body;
        return http;
    }

    private static ErrorMiddleware Refusal(int members, TimeProvider? time = null)
    {
        SkippedMember[] skipped = [.. Enumerable.Range(0, members).Select(number => new SkippedMember(number, "", "junk"))];
        return new ErrorMiddleware(
            _ => throw new ImportException(new InflationException("too much"), new ImportReport([], skipped)),
            new Quirks(false), time ?? TimeProvider.System, NullLogger<ErrorMiddleware>.Instance);
    }

    /// <summary>Notes how long each write was.</summary>
    private sealed class PieceStream : MemoryStream
    {
        public List<int> Pieces { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Pieces.Add(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }

    /// <summary>Never brings a byte.</summary>
    private sealed class StalledStream : MemoryStream
    {
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stalled => _stalled.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var never = new TaskCompletionSource<int>();
            Task<int> wait = never.Task.WaitAsync(cancellationToken);
            _stalled.TrySetResult();
            return await wait;
        }
    }
}
