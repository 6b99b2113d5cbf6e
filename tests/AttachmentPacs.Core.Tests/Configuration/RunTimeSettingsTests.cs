using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Tests.Configuration;

public sealed class RunTimeSettingsTests
{
    private readonly RunTimeSettings _settings = new();

    [Fact]
    public async Task Change_while_another_is_being_made_neither_is_lost()
    {
        Task? second = null;

        _settings.Change(First());
        await second!;

        Assert.Equal([true, true], [_settings.TryGet("First", out _), _settings.TryGet("Second", out _)]);

        // The second gets as far as it can before the first goes on.
        IEnumerable<KeyValuePair<string, string?>> First()
        {
            second = Task.Run(() => _settings.Change([new("Second", "set")]));
            ((IAsyncResult)second).AsyncWaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));
            yield return new("First", "set");
        }
    }
}
