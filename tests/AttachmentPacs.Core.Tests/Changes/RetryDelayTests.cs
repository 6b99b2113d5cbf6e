using AttachmentPacs.Core.Changes;

namespace AttachmentPacs.Core.Tests.Changes;

public class RetryDelayTests
{
    private static readonly ChangeSubscription Subscription = new("test");

    [Theory]
    [InlineData(1, 0, 1.0, 1)]
    [InlineData(1, 0, 0.0, 0.5)]
    [InlineData(4, 0, 1.0, 8)]
    [InlineData(4, 0, 0.5, 6)]
    [InlineData(10, 0, 1.0, 512)]
    [InlineData(11, 0, 1.0, 600)]
    [InlineData(int.MaxValue, 0, 1.0, 600)]
    [InlineData(1, 30, 1.0, 30)]
    [InlineData(8, 30, 1.0, 128)]
    [InlineData(1, 100_000, 1.0, 600)]
    public void Delay_doubles_up_to_the_longest_and_is_what_the_receiver_asked_if_that_is_more(int failures, int asked, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDelay.After(failures, Subscription, TimeSpan.FromSeconds(asked), chance));
}
