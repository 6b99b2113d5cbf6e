namespace AttachmentPacs.Core.Changes;

/// <summary>Exponential backoff with jitter: those who failed together do not come back together.</summary>
internal static class RetryDelay
{
    /// <summary>How long to wait after so many failures in a row (1 and up): from half of the doubled delays to the whole, or as the receiver asked.</summary>
    public static TimeSpan After(int failures, ChangeSubscription subscription, TimeSpan asked, double chance)
    {
        double doubled = subscription.FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 40));
        double longest = subscription.LongestDelay.TotalMilliseconds;
        double delay = Math.Min(doubled, longest) * (0.5 + (chance / 2));
        return TimeSpan.FromMilliseconds(Math.Min(Math.Max(delay, asked.TotalMilliseconds), longest));
    }
}
