namespace AttachmentPacs.TestKit;

/// <summary>Long tests run on demand: <c>tools/test --slow</c>, which sets APACS_SLOW=1.</summary>
public static class SlowLane
{
    /// <summary>Whether they were asked for.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("APACS_SLOW") == "1";

    /// <summary>What a long test prints that was not asked for.</summary>
    public const string Off = "A long test, which runs with tools/test --slow: nothing was tested here.";
}
